import { expect, it } from 'vitest';
import { SeededRandom } from '../../../../common/domain/random.ts';
import { balancedAccuracyInterval } from '../../../../common/metrics/bootstrap.ts';
import { balancedAccuracyDifference } from '../../../../common/metrics/paired-bootstrap.ts';

const random = new SeededRandom(5, 'paired-bootstrap-test');
const actual = Array.from({ length: 400 }, () => random.nextBelow(2));
const alone = actual.map((_, index) => String(index));
const first = actual.map(() => random.next() < 0.7);
/** Mends a tenth of what the first gets wrong or right, and keeps the rest. */
const second = first.map((isRight) => (random.next() < 0.1 ? true : isRight));

it('is narrower than what the two intervals by themselves would say, because both are measured on the same photographs', () => {
  const paired = balancedAccuracyDifference(actual, { first, second }, alone, 2, { seed: 1 })!;
  const single = balancedAccuracyInterval(
    actual,
    actual.map((label, index) => (first[index]! ? label : 1 - label)),
    alone,
    2,
    { seed: 1 },
  )!;
  expect(paired.high - paired.low).toBeLessThan(0.6 * (single.high - single.low));
  expect(paired.low).toBeGreaterThan(0);
  expect(balancedAccuracyDifference(actual, { first, second }, alone, 2, { seed: 1 })).toEqual(paired);
});

it('is about as wide as theory has it: each photograph that only one is right on counts one', () => {
  const { low, high } = balancedAccuracyDifference(actual, { first, second }, alone, 2, { seed: 1 })!;
  // Of each class the mean of values of 0 and 1 (the second is never worse): 1.96 x sqrt(sum of variances) / 2, both ways.
  const halves = [0, 1].map((label) => {
    const gains = actual.flatMap((one, index) => (one === label ? [Number(second[index]) - Number(first[index])] : []));
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    return (mean * (1 - mean)) / gains.length;
  });
  const width = 1.96 * Math.sqrt(halves[0]! + halves[1]!);
  expect((high - low) / width).toBeGreaterThan(0.85);
  expect((high - low) / width).toBeLessThan(1.15);
});

it('turns round with the runs, widens with its level, and has no width where they agree', () => {
  const one = balancedAccuracyDifference(actual, { first, second }, alone, 2, { seed: 1 })!;
  const other = balancedAccuracyDifference(actual, { first: second, second: first }, alone, 2, { seed: 1 })!;
  expect(other.low).toBeLessThan(0);
  expect(Math.abs(other.low + one.high)).toBeLessThan(0.005);
  const wide = balancedAccuracyDifference(actual, { first, second }, alone, 2, { seed: 1, level: 0.99 })!;
  expect(wide.high - wide.low).toBeGreaterThan(one.high - one.low);
  expect(balancedAccuracyDifference(actual, { first, second: first }, alone, 2, { seed: 1 })).toMatchObject({ low: 0, high: 0 });
});

it('is wider where photographs come in lesions that stand and fall together, and is not told of one lesion', () => {
  const repeat = <T>(values: readonly T[]): T[] => values.slice(0, 100).flatMap((value) => [value, value, value, value]);
  const isRight = { first: repeat(first), second: repeat(second) };
  const width = (groups: string[]): number => {
    const interval = balancedAccuracyDifference(repeat(actual), isRight, groups, 2, { seed: 1 })!;
    return interval.high - interval.low;
  };
  expect(width(repeat(alone))).toBeGreaterThan(1.5 * width(alone));
  expect(balancedAccuracyDifference([0, 0], { first: [true, true], second: [true, false] }, ['a', 'a'], 2, { seed: 1 })).toBeNull();
});
