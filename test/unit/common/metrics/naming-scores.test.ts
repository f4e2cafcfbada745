import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argMax } from '../../../../common/metrics/classification.ts';
import { namingScores } from '../../../../common/metrics/naming-scores.ts';

const said = { probabilities: [0.1, 0.2, 0.7], votes: [0.3, 0.5, 0.2] };
const shares = [0.05, 0.15, 0.8];

test('network names by the votes, probable by the probabilities, balanced by probability over share', () => {
  expect(namingScores(said, { rule: 'network', shares })).toEqual(said.votes);
  expect(namingScores(said, { rule: 'probable', shares })).toEqual(said.probabilities);
  const [mel, bcc, nv] = namingScores(said, { rule: 'balanced', shares });
  const sum = 2 + 0.2 / 0.15 + 0.7 / 0.8;
  expect(mel).toBeCloseTo(2 / sum, 12);
  expect(bcc).toBeCloseTo(0.2 / 0.15 / sum, 12);
  expect(nv).toBeCloseTo(0.7 / 0.8 / sum, 12);
});

test('a class without photographs is not divided by zero: it is not named, and where nothing is left the votes name', () => {
  const scores = namingScores(said, { rule: 'balanced', shares: [0, 0.2, 0.8] });
  expect(scores[0]).toBe(0);
  expect(argMax(scores)).toBe(1);
  expect(namingScores(said, { rule: 'balanced', shares: [0, 0, 0] })).toEqual(said.votes);
  expect(namingScores({ ...said, probabilities: [1, 0, 0] }, { rule: 'balanced', shares: [0, 0.5, 0.5] })).toEqual(said.votes);
});

test('with equal shares balanced names what is most probable; with any it sums to 1', () => {
  const row = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(row, row, (weights, counts) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const probabilities = weights.map((weight) => weight / total);
      const equal = namingScores({ probabilities, votes: probabilities }, { rule: 'balanced', shares: [0.25, 0.25, 0.25, 0.25] });
      expect(argMax(equal)).toBe(argMax(probabilities));
      const uneven = namingScores({ probabilities, votes: probabilities }, { rule: 'balanced', shares: counts });
      expect(uneven.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 9);
    }),
  );
});
