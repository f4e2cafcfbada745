import { expect, test } from 'vitest';
import { KnownPhotographs } from '../../../../../main/services/distillation/known-photographs.ts';
import { countTrainedOn, planTeaching } from '../../../../../main/services/distillation/teaching-plan.ts';

const photograph = (image: number, lesion: number | null = image) => ({
  imageId: `ISIC_${image}`,
  lesionId: lesion === null ? null : `HAM_${lesion}`,
  contentHash: `hash ${image}`,
});
const trainedOn = (...photographs: ReturnType<typeof photograph>[]): KnownPhotographs => {
  const known = new KnownPhotographs('lesion');
  known.add(photographs);
  return known;
};
const all = [1, 2, 3].map((image) => photograph(image));
const [first, second, third] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
const folds = [
  { runId: 7, trainedOn: trainedOn(second, third) },
  { runId: 8, trainedOn: trainedOn(first, third) },
];

test('a photograph is answered for by those that were not trained on it, and by all where there is none', () => {
  expect(planTeaching(folds, all, 'out-of-fold')).toEqual({ answering: [[0], [1], [0, 1]], outOfFoldCount: 2 });
  expect(planTeaching(folds, all, 'all')).toEqual({
    answering: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    outOfFoldCount: 0,
  });
  // Nobody has seen it, so all of them are asked either way.
  expect(planTeaching(folds, [photograph(9)], 'all')).toEqual({ answering: [[0, 1]], outOfFoldCount: 1 });
});

test('validation photographs count where a network that is asked was trained on their lesion', () => {
  const plan = planTeaching(folds, [first], 'out-of-fold');
  expect(plan.answering).toEqual([[0]]);
  expect(countTrainedOn(folds, plan, [second, photograph(20, 3), photograph(9)])).toBe(2);
  expect(countTrainedOn(folds, plan, [first])).toBe(0);
});

test('a photograph is known by its bytes, its id or its lesion, in a split by photograph not by its lesion', () => {
  const known = trainedOn(first, photograph(5, null));
  expect(known.has({ ...photograph(30), contentHash: 'hash 1' })).toBe(true);
  expect(known.has({ ...photograph(1, 40), contentHash: 'smaller copy' })).toBe(true);
  expect(known.has(photograph(31, 1))).toBe(true);
  expect(known.has(photograph(32, null))).toBe(false);
  const apart = new KnownPhotographs('photograph');
  apart.add([first]);
  expect(apart.has(photograph(31, 1))).toBe(false);
  expect(apart.has(first)).toBe(true);
});
