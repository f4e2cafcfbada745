import { expect, it } from 'vitest';
import { addSummaries, isSuccess, isTestSummary, skipLines, summaryLine } from '../../../scripts/test/summary.ts';

it('adds the runners’ summaries up into one line', () => {
  const total = addSummaries([
    { passed: 3, failed: 1, skipped: [{ name: 'a', reason: 'no data' }] },
    { passed: 2, failed: 0, skipped: [] },
  ]);
  expect(summaryLine(total)).toBe('5 passed, 1 failed, 1 skipped');
  expect(isSuccess(total)).toBe(false);
});

it.each([
  [{ passed: 1, failed: 0, skipped: [] }, true],
  [{ passed: 0, failed: 0, skipped: [] }, false],
  [{ passed: 0, failed: 0, skipped: [{ name: 'a', reason: 'no data' }] }, false],
])('takes %o for a success: %s', (summary, expected) => {
  expect(isSuccess(summary)).toBe(expected);
});

it('prints every reason once, with the first tests that it concerns', () => {
  const skipped = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, reason: 'no data' }));
  expect(skipLines([...skipped, { name: 'f', reason: 'no screen' }])).toEqual([
    'skipped (no data): a; b; c and 2 more',
    'skipped (no screen): f',
  ]);
});

it('does not take anything else for a summary', () => {
  expect(isTestSummary({ passed: 1, failed: 0, skipped: [] })).toBe(true);
  for (const other of [null, 3, {}, { passed: '1', failed: 0, skipped: [] }]) expect(isTestSummary(other)).toBe(false);
});
