import { isBackboneArchitecture, widthsOf } from '../../common/domain/model-spec.ts';
import type { TrainDraft } from './train-draft.ts';

/** Fields that are always in sight; all others are for experts. */
const basicFields: ReadonlySet<keyof TrainDraft> = new Set([
  'epochs',
  'learningRate',
  'imageSize',
  'imbalance',
  'weights',
  'trainable',
  'trainFrom',
  'alpha',
  'isDistilling',
  'distilTemperature',
  'distilShare',
  'distilViews',
  'distilTargets',
] as const);

export function isForExperts(field: keyof TrainDraft): boolean {
  return !basicFields.has(field);
}

/** Fields that mean something only beside certain values of others. */
const conditions: Readonly<Partial<Record<keyof TrainDraft, (draft: TrainDraft) => boolean>>> = {
  alpha: ({ architecture }) => widthsOf(architecture).length > 0,
  mapShare: ({ architecture }) => architecture === 'hmnist-cnn',
  weights: hasBackbone,
  trainable: hasBackbone,
  trainFrom: (draft) => hasBackbone(draft) && draft.trainable === 'from',
  pooling: hasBackbone,
  headNormalization: hasBackbone,
  denseUnits: hasBackbone,
  dropout: (draft) => hasBackbone(draft) || draft.architecture === 'nine-class-baseline',
  featureVariants: (draft) => hasBackbone(draft) && (draft.trainable === 'head' || draft.isHeadFirst),
  isHeadFirst: hasTrainedBackbone,
  headEpochs: (draft) => hasTrainedBackbone(draft) && draft.isHeadFirst,
  smallerFirst: hasTrainedBackbone,
  headLearningRate: (draft) => hasTrainedBackbone(draft) && draft.isHeadFirst,
  everyEpochs: ({ scheduleKind }) => scheduleKind === 'step',
  factor: ({ scheduleKind }) => scheduleKind === 'step',
  warmupEpochs: ({ scheduleKind }) => scheduleKind === 'cosine',
  finalShare: ({ scheduleKind }) => scheduleKind === 'cosine',
  momentum: ({ optimizer }) => optimizer === 'sgd',
  nesterov: ({ optimizer }) => optimizer === 'sgd',
  distilTemperature: ({ isDistilling }) => isDistilling,
  distilShare: ({ isDistilling }) => isDistilling,
  distilViews: ({ isDistilling }) => isDistilling,
  distilTargets: ({ isDistilling }) => isDistilling,
  focalGamma: ({ loss }) => loss === 'focal',
  stopMetric: ({ isStoppingEarly }) => isStoppingEarly,
  patience: ({ isStoppingEarly }) => isStoppingEarly,
};

/** Whether a field means anything beside the values of the others. */
export function applies(field: keyof TrainDraft, draft: TrainDraft): boolean {
  return conditions[field]?.(draft) ?? true;
}

function hasTrainedBackbone(draft: TrainDraft): boolean {
  return hasBackbone(draft) && draft.trainable !== 'head';
}

function hasBackbone({ architecture }: TrainDraft): boolean {
  return isBackboneArchitecture(architecture);
}
