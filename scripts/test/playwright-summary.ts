import { z } from 'zod';
import { NO_REASON } from './summary.ts';
import type { SkippedTest, TestSummary } from './summary.ts';

const annotationSchema = z.object({ type: z.string(), description: z.string().optional() });
const testSchema = z.object({
  projectName: z.string(),
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(annotationSchema),
  results: z.array(z.object({ annotations: z.array(annotationSchema).optional() })),
});
const specSchema = z.object({ title: z.string(), tests: z.array(testSchema) });
interface Suite {
  title: string;
  specs?: z.infer<typeof specSchema>[] | undefined;
  suites?: Suite[] | undefined;
}
const suiteSchema: z.ZodType<Suite> = z.object({
  title: z.string(),
  specs: z.array(specSchema).optional(),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});
const reportSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(z.unknown()) });

function summarizeSuite(suite: Suite, path: readonly string[]): TestSummary[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test): TestSummary => {
      const name = [test.projectName, ...path, suite.title, spec.title].filter(Boolean).join(' › ');
      if (test.status !== 'skipped') {
        // A test that passed at its second try hides something: it has failed.
        const hasPassed = test.status === 'expected';
        return { passed: hasPassed ? 1 : 0, failed: hasPassed ? 0 : 1, skipped: [] };
      }
      const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations ?? [])];
      const reason = annotations.find(({ type, description }) => ['skip', 'fixme'].includes(type) && description)?.description;
      const skipped: SkippedTest[] = [{ name, reason: reason ?? NO_REASON }];
      return { passed: 0, failed: 0, skipped };
    }),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => summarizeSuite(child, [...path, suite.title]))];
}

/** Counts what Playwright's JSON reporter wrote. */
export function summarizePlaywright(report: unknown): TestSummary[] {
  const { suites, errors } = reportSchema.parse(report);
  return [...suites.flatMap((suite) => summarizeSuite(suite, [])), { passed: 0, failed: errors.length, skipped: [] }];
}
