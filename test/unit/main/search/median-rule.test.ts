import { expect, test } from 'vitest';
import type { BackboneSpec } from '../../../../common/domain/model-spec.ts';
import { medianRules } from '../../../../main/search/median-rule.ts';
import { planOf, trialOf } from './searched-function.ts';

const plan = planOf({ options: { ...planOf().options, epochs: 5 }, pruning: { kind: 'median', startupTrials: 3, afterEpochs: 2 } });
const finished = [trialOf(1, [0.1, 0.3, 0.5, 0.5, 0.5]), trialOf(2, [0.4, 0.4, 0.4, 0.4, 0.4]), trialOf(3, [0.2, 0.8, 0.8, 0.8, 0.9])];

test('no rule before enough trials came to their end; those that were pruned or failed do not count', () => {
  expect(medianRules(plan, finished.slice(0, 2))).toEqual([]);
  const others = [trialOf(3, [0.1, 0.1], { status: 'pruned' }), trialOf(4, [0.2], { status: 'failed' })];
  expect(medianRules(plan, [...finished.slice(0, 2), ...others])).toEqual([]);
  expect(medianRules(planOf(), finished)).toEqual([]);
});

test('the bound after an epoch is the median of the means up to there', () => {
  const rules = medianRules(plan, finished);
  expect(rules.map(({ epoch }) => epoch)).toEqual([2, 3, 4]);
  // Means up to epoch 2: 0.2, 0.4, 0.5; up to 3: 0.3, 0.4, 0.6; up to 4: 0.35, 0.4, 0.65.
  for (const { bound } of rules) expect(bound).toBeCloseTo(0.4, 10);
  const four = medianRules(plan, [...finished, trialOf(4, [0.6, 0.6])]);
  // One that ended early counts with all it has: 0.2, 0.4, 0.5, 0.6.
  expect(four[0]!.bound).toBeCloseTo(0.45, 10);
});

test('what was reached on smaller photographs counts only until there is an epoch at the full size', () => {
  const model = { ...(plan.options.model as BackboneSpec), imageSize: 64, trainable: 'all' as const };
  const sized = { ...plan, options: { ...plan.options, model, smallerFirst: [{ imageSize: 32, epochs: 3 }] } };
  const trials = [0.3, 0.4, 0.5].map((full, index) => trialOf(index + 1, [0.9, 0.9, 0.9, full, full]));
  expect(medianRules(sized, trials).map(({ bound }) => bound)).toEqual([0.9, expect.closeTo(0.9, 10), 0.4]);
  // One whose sizes were searched counts by its own.
  const whole = trialOf(3, [0.1, 0.1, 0.1, 0.1, 0.1], { values: { smallerFirst: [] } });
  expect(medianRules(sized, [...trials.slice(0, 2), whole]).at(-1)?.bound).toBe(0.3);
});
