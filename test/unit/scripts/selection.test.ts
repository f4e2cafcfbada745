import { expect, it } from 'vitest';
import { selectTests } from '../../../scripts/test/selection.ts';

it.each([
  [[], [], []],
  [['test/unit/common'], ['test/unit/common'], null],
  [['./test/e2e/import.spec.ts'], null, ['test/e2e/import.spec.ts']],
  [['test\\e2e\\import.spec.ts', 'test/unit'], ['test/unit'], ['test/e2e/import.spec.ts']],
])('divides %j between vitest and Playwright', (paths, vitestPaths, playwrightPaths) => {
  expect(selectTests(paths, 'a name')).toEqual({ vitestPaths, playwrightPaths, name: 'a name' });
});
