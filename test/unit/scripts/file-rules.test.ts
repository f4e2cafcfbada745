import { expect, it } from 'vitest';
import { findLongFiles, findMachineTraces } from '../../../scripts/check/file-rules.ts';

const file = (text: string, path = 'a.ts'): { path: string; text: string } => ({ path, text });

it('finds files that are too long for one job', () => {
  expect(findLongFiles([file('x\n'.repeat(400)), file('x\n'.repeat(200), 'A.svelte'), file('x\n'.repeat(2000), 'a.md')])).toEqual([]);
  expect(findLongFiles([file('x\n'.repeat(401)), file('x\n'.repeat(201), 'A.svelte')])).toEqual([
    'a.ts: 401 lines, the limit is 400',
    'A.svelte: 201 lines, the limit is 200',
  ]);
});

// Put together here, so that this file does not contain what it looks for.
const folder = (...parts: string[]): string => `/${parts.join('/')}/`;
const host = (...parts: string[]): string => parts.join('.');

const PLACES = [`/${['home', 'peter'].join('/')}`, ['C:', 'Users', 'peter'].join('\\')];

it.each([
  `see ${folder('work', 'main')}a.ts`,
  `"${folder('root')}.cache"`,
  `${folder('home', 'peter')}data`,
  ['C:', 'Users', 'peter', 'x'].join('\\'),
  `https://${host('registry', 'npmjs', 'org')}/zod`,
  `http://${host('pypi', 'internal')}:8080/simple`,
  ['"resolved":', '"https://example.org/zod.tgz"'].join(' '),
])('finds %s', (text) => {
  expect(findMachineTraces([file(`one\n${text}\n`)], PLACES)).toHaveLength(1);
});

it.each(['../shared/data', 'a.root/', 'https://nevus.example/network/x', '/home/me/HAM10000', 'npm.run', '${root}/work/x'])(
  'accepts %s',
  (text) => {
    expect(findMachineTraces([file(text)], PLACES)).toEqual([]);
  },
);
