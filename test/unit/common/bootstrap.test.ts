import { expect, it } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { balancedAccuracyInterval } from '../../../common/metrics/bootstrap.ts';

function drawn(count: number): { actual: number[]; predicted: number[] } {
  const random = new SeededRandom(3, 'bootstrap-test');
  const actual = Array.from({ length: count }, () => random.nextBelow(2));
  return { actual, predicted: actual.map((label) => (random.next() < 0.8 ? label : 1 - label)) };
}

it('is about as wide as theory has it for a figure of independent photographs', () => {
  const { actual, predicted } = drawn(400);
  const groups = actual.map((_, index) => String(index));
  const interval = balancedAccuracyInterval(actual, predicted, groups, 2, { seed: 1 })!;
  // 2 x 1.96 x sqrt(.8 x .2 / 400)
  expect(interval.high - interval.low).toBeGreaterThan(0.06);
  expect(interval.high - interval.low).toBeLessThan(0.1);
  expect(interval.low).toBeLessThan(0.8);
  expect(interval.high).toBeGreaterThan(0.79);
  expect(balancedAccuracyInterval(actual, predicted, groups, 2, { seed: 1 })).toEqual(interval);
});

it('is wider where photographs come in groups that stand and fall together', () => {
  const { actual, predicted } = drawn(100);
  const repeat = (values: readonly number[]): number[] => values.flatMap((value) => [value, value, value, value]);
  const single = Array.from({ length: 400 }, (_, index) => String(index));
  const grouped = Array.from({ length: 400 }, (_, index) => String(Math.floor(index / 4)));
  const width = (groups: string[]): number => {
    const interval = balancedAccuracyInterval(repeat(actual), repeat(predicted), groups, 2, { seed: 1 })!;
    return interval.high - interval.low;
  };
  expect(width(grouped)).toBeGreaterThan(1.5 * width(single));
});

it('is not told of a single lesion', () => {
  expect(balancedAccuracyInterval([0, 0], [0, 1], ['a', 'a'], 2, { seed: 1 })).toBeNull();
});
