export interface SkippedTest {
  name: string;
  reason: string;
}

export interface TestSummary {
  passed: number;
  failed: number;
  skipped: readonly SkippedTest[];
}

export const NO_REASON = 'gives no reason';

export function addSummaries(summaries: readonly TestSummary[]): TestSummary {
  return {
    passed: summaries.reduce((sum, { passed }) => sum + passed, 0),
    failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
    skipped: summaries.flatMap(({ skipped }) => skipped),
  };
}

/** The line that continuous integration reads; it stands alone and last. */
export function summaryLine({ passed, failed, skipped }: TestSummary): string {
  return `${passed.toString()} passed, ${failed.toString()} failed, ${skipped.length.toString()} skipped`;
}

/** One line a reason, with the tests that it kept from running. */
export function skipLines(skipped: readonly SkippedTest[]): string[] {
  const namesByReason = Map.groupBy(skipped, ({ reason }) => reason);
  return [...namesByReason].map(([reason, tests]) => {
    const names = tests.slice(0, 3).map(({ name }) => name);
    const more = tests.length > names.length ? ` and ${(tests.length - names.length).toString()} more` : '';
    return `skipped (${reason}): ${names.join('; ')}${more}`;
  });
}

/** A run in which nothing was executed proves nothing, so it has failed too. */
export function isSuccess({ passed, failed }: TestSummary): boolean {
  return failed === 0 && passed > 0;
}

export function isTestSummary(value: unknown): value is TestSummary {
  if (typeof value !== 'object' || value === null) return false;
  if (!('passed' in value) || !('failed' in value) || !('skipped' in value)) return false;
  return Number.isInteger(value.passed) && Number.isInteger(value.failed) && Array.isArray(value.skipped);
}
