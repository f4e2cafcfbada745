import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { recallAtHalf } from '../../../common/metrics/recall.ts';
import { askKeras } from '../../helpers/keras.ts';

/** Photographs of `classCount` classes, of whose own one a network is more or less sure. */
function makeCase(classCount: number, sureness: number, seed: number): { labels: number[]; probabilities: number[][] } {
  const random = new SeededRandom(seed, 'recall');
  const labels = Array.from({ length: 40 }, () => random.nextBelow(classCount));
  const probabilities = labels.map((label) => {
    const weights = Array.from({ length: classCount }, (_, index) => random.next() + (index === label ? sureness : 0));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return [...Float32Array.from(weights, (weight) => weight / sum)];
  });
  return { labels, probabilities };
}

test(
  "recall at one half is Keras's Recall of one-hot targets, for the unsure, the sure and exactly one half",
  { timeout: 120_000 },
  async (context) => {
    const half = {
      labels: [0, 1, 2, 0],
      probabilities: [
        [0.5, 0.25, 0.25],
        [0.25, 0.5, 0.25],
        [0.125, 0.25, 0.625],
        [0, 0, 1],
      ],
    };
    const cases = [makeCase(7, 0.5, 1), makeCase(7, 4, 2), makeCase(3, 0, 3), makeCase(2, 1, 4), half];
    const answer = await askKeras<number[]>(fileURLToPath(new URL('recall.py', import.meta.url)), cases);
    if ('missing' in answer) return context.skip(answer.missing);
    const ours = cases.map(({ labels, probabilities }) => recallAtHalf(labels, probabilities));
    answer.output.forEach((recall, index) => expect(ours[index]).toBeCloseTo(recall, 6));
    // Neither all nor none, or the comparison would say little.
    expect(new Set(ours).size).toBe(cases.length);
    expect(ours.at(-1)).toBe(1 / 4);
  },
);
