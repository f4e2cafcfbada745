export interface TestSelection {
  /** Null: not this runner; empty: all of its tests. */
  vitestPaths: readonly string[] | null;
  playwrightPaths: readonly string[] | null;
  /** Pattern of the tests' names. */
  name: string | null;
}

const END_TO_END = 'test/e2e';

/** Divides the files named on the command line between the two runners. */
export function selectTests(paths: readonly string[], name: string | null): TestSelection {
  if (paths.length === 0) return { vitestPaths: [], playwrightPaths: [], name };
  const normal = paths.map((path) => path.replaceAll('\\', '/').replace(/^\.\//, ''));
  const isEndToEnd = (path: string): boolean => path.startsWith(END_TO_END);
  const forVitest = normal.filter((path) => !isEndToEnd(path));
  const forPlaywright = normal.filter(isEndToEnd);
  return {
    vitestPaths: forVitest.length > 0 ? forVitest : null,
    playwrightPaths: forPlaywright.length > 0 ? forPlaywright : null,
    name,
  };
}

const AGAINST_REFERENCES = ['test/parity', 'test/integration/bench'];

/** Whether tests that compare with Keras are among those that vitest is to run. */
export function needsReference(vitestPaths: readonly string[] | null): boolean {
  if (vitestPaths === null) return false;
  return vitestPaths.length === 0 || vitestPaths.some((path) => AGAINST_REFERENCES.some((folder) => path.startsWith(folder)));
}
