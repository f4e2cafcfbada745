import { expect, it } from 'vitest';
import { needsReference, selectTests } from '../../../scripts/test/selection.ts';

it.each([
  [[], [], []],
  [['test/unit/common'], ['test/unit/common'], null],
  [['./test/e2e/import.spec.ts'], null, ['test/e2e/import.spec.ts']],
  [['test\\e2e\\import.spec.ts', 'test/unit'], ['test/unit'], ['test/e2e/import.spec.ts']],
])('divides %j between vitest and Playwright', (paths, vitestPaths, playwrightPaths) => {
  expect(selectTests(paths, 'a name')).toEqual({ vitestPaths, playwrightPaths, name: 'a name' });
});

it.each([
  [[], true],
  [['test/unit/common', 'test/parity/engine.test.ts'], true],
  [['test/unit/common'], false],
  [null, false],
])('wants the references for %j: %j', (paths, isWanted) => {
  expect(needsReference(paths)).toBe(isWanted);
});
