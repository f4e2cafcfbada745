import { expect, it } from 'vitest';
import { summarizePlaywright } from '../../../scripts/test/playwright-summary.ts';
import { addSummaries } from '../../../scripts/test/summary.ts';

const test = (status: string, annotations: object[] = []): object => ({
  projectName: 'electron',
  status,
  annotations,
  results: [{ annotations: [] }],
});

it('counts nested suites, a flaky test as failed, and names skipped tests with their reason', () => {
  const report = {
    config: {},
    suites: [
      {
        title: 'import.spec.ts',
        specs: [{ title: 'imports', tests: [test('expected'), test('unexpected')] }],
        suites: [
          {
            title: 'window',
            specs: [
              { title: 'opens', tests: [test('skipped', [{ type: 'skip', description: 'Electron is not installed' }])] },
              { title: 'closes', tests: [test('flaky'), test('skipped')] },
            ],
          },
        ],
      },
    ],
    errors: [],
  };
  expect(addSummaries(summarizePlaywright(report))).toEqual({
    passed: 1,
    failed: 2,
    skipped: [
      { name: 'electron › import.spec.ts › window › opens', reason: 'Electron is not installed' },
      { name: 'electron › import.spec.ts › window › closes', reason: 'gives no reason' },
    ],
  });
});

it('counts errors outside of tests, such as a spec that cannot be loaded', () => {
  expect(addSummaries(summarizePlaywright({ suites: [], errors: [{ message: 'no' }] }))).toEqual({ passed: 0, failed: 1, skipped: [] });
});
