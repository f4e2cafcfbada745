import { expect, it } from 'vitest';
import { mergeEpochs } from '../../../../renderer/state/merge-epochs.ts';
import { exampleEpoch } from '../helpers/examples.ts';

it('puts stored and live epochs in order, each once, the live one winning', () => {
  const live = exampleEpoch(2, [1, 1]);
  const merged = mergeEpochs([exampleEpoch(2), exampleEpoch(1)], [live, exampleEpoch(3)]);
  expect(merged.map(({ record }) => record.epoch)).toEqual([1, 2, 3]);
  expect(merged[1]).toBe(live);
});
