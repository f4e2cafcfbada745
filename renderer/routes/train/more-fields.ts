import type { TrainDraft } from '../../state/train-draft.ts';

/** The fields behind "More options". */
export const moreFields: readonly (keyof TrainDraft)[] = [
  'batchSize',
  'resizeMode',
  'flips',
  'rotations',
  'pooling',
  'denseUnits',
  'dropout',
  'optimizer',
  'seed',
  'isStoppingEarly',
  'stopMetric',
  'patience',
  'bestBy',
  'engine',
];
