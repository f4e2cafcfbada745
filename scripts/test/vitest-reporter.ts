import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { NO_REASON } from './summary.ts';
import type { SkippedTest, TestSummary } from './summary.ts';

/** Names the file in which the summary is left for `scripts/test.ts`. */
export const SUMMARY_PATH_VARIABLE = 'NEVUS_TEST_SUMMARY';

function summarize(modules: readonly TestModule[], unhandledErrorCount: number): TestSummary {
  let passed = 0;
  let failed = unhandledErrorCount;
  const skipped: SkippedTest[] = [];
  const count = (test: TestCase): void => {
    const result = test.result();
    if (result.state === 'passed') passed += 1;
    else if (result.state === 'skipped') {
      const note = 'note' in result ? result.note : undefined;
      skipped.push({ name: test.fullName, reason: note ?? (test.options.mode === 'todo' ? 'not written yet' : NO_REASON) });
    } else failed += 1;
  };
  for (const module of modules) {
    for (const test of module.children.allTests()) count(test);
    // A file that cannot be loaded, or a hook of a group that fails, leaves errors without a failed test.
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
  }
  return { passed, failed, skipped };
}

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env[SUMMARY_PATH_VARIABLE];
    if (path) writeFileSync(path, JSON.stringify(summarize(modules, unhandledErrors.length)));
  }
}
