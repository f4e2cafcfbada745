import { z } from 'zod';
import { isBackbone, ModelSpec } from './model-spec.ts';

/** So many epochs on photographs of a smaller size than the network's own. */
export const SmallerSize = z.object({
  /** Height and width, pixels. */
  imageSize: z.int().min(1).max(512),
  epochs: z.int().min(1).max(999),
});
export type SmallerSize = z.infer<typeof SmallerSize>;

/** Part of a training: the head alone on its frozen backbone, or what the model says is trained. */
export const TrainingStage = z.enum(['head', 'main']);
export type TrainingStage = z.infer<typeof TrainingStage>;

/** What says how a training is divided. */
export interface PhasedOptions {
  readonly epochs: number;
  readonly model: { readonly imageSize: number };
  readonly headFirst: { readonly epochs: number } | null;
  readonly smallerFirst: readonly SmallerSize[];
}

/** Epochs in which the same layers learn from photographs of the same size. */
export interface TrainingPhase {
  readonly stage: TrainingStage;
  /** Of the photographs that are shown, and that the epochs are validated by; pixels. */
  readonly imageSize: number;
  /** From 1. */
  readonly firstEpoch: number;
  readonly lastEpoch: number;
}

/** The phases of a training in their order: the head alone (at the full size), the smaller sizes, the full size. */
export function trainingPhases({ epochs, model, headFirst, smallerFirst }: PhasedOptions): TrainingPhase[] {
  const { imageSize } = model;
  const parts = [
    ...(headFirst === null ? [] : [{ stage: 'head' as const, imageSize, epochs: headFirst.epochs }]),
    ...smallerFirst.map((part) => ({ stage: 'main' as const, ...part })),
  ];
  let done = 0;
  const phases = parts.map((part) => {
    const firstEpoch = done + 1;
    done += part.epochs;
    return { stage: part.stage, imageSize: part.imageSize, firstEpoch, lastEpoch: done };
  });
  return [...phases, { stage: 'main', imageSize, firstEpoch: done + 1, lastEpoch: epochs }];
}

/** @param epoch from 1 */
export function phaseOfEpoch(options: PhasedOptions, epoch: number): TrainingPhase {
  const phases = trainingPhases(options);
  const last = phases.at(-1) as TrainingPhase;
  return phases.find(({ lastEpoch }) => epoch <= lastEpoch) ?? last;
}

/** Whether an epoch shows photographs as large as the network's input: only such a one can be a run's best. */
export function isFullSize(options: PhasedOptions, epoch: number): boolean {
  return phaseOfEpoch(options, epoch).imageSize === options.model.imageSize;
}

/**
 * Which of the first `epochsDone` epochs say what a training came to: those at the full size, and all of them while there is none.
 * @returns whether an epoch, from 1, is one of them
 */
export function epochsThatCount(options: PhasedOptions, epochsDone: number): (epoch: number) => boolean {
  const hasFull = Array.from({ length: epochsDone }, (_, index) => index + 1).some((epoch) => isFullSize(options, epoch));
  return (epoch) => epoch <= epochsDone && (!hasFull || isFullSize(options, epoch));
}

/**
 * How long the first epochs of a training take, in epochs at the full size: a step takes as long as its photographs have pixels.
 * @param epochs with fractions
 */
export function fullSizeEpochs(options: PhasedOptions, epochs: number): number {
  const lengths = trainingPhases(options).map(({ imageSize, firstEpoch, lastEpoch }) => {
    const share = (imageSize / options.model.imageSize) ** 2;
    return share * Math.max(0, Math.min(epochs, lastEpoch) - (firstEpoch - 1));
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** What is wrong with the smaller sizes of a training, each with its path. */
export function smallerFirstIssues({
  epochs,
  model,
  headFirst,
  smallerFirst,
}: PhasedOptions & { readonly model: ModelSpec }): { readonly path: (string | number)[]; readonly message: string }[] {
  if (smallerFirst.length === 0) return [];
  if (!isBackbone(model)) {
    return [
      {
        path: ['smallerFirst'],
        message: 'The weights of this network fit photographs of one size only: it cannot begin with smaller ones',
      },
    ];
  }
  if (model.trainable === 'head') {
    return [
      {
        path: ['smallerFirst'],
        message:
          'Where the head alone is trained, the features of each photograph are computed once, at the full size: smaller ones first need trained layers in the backbone',
      },
    ];
  }
  const ofSizes = smallerFirst.flatMap(({ imageSize }, index) => {
    const path = ['smallerFirst', index, 'imageSize'];
    const before = smallerFirst[index - 1]?.imageSize ?? 0;
    if (imageSize >= model.imageSize) {
      return [{ path, message: `Smaller photographs must be smaller than those of the network, ${model.imageSize} pixels` }];
    }
    if (imageSize <= before) return [{ path, message: 'Name the smaller sizes from the smallest to the largest' }];
    const own = ModelSpec.safeParse({ ...model, imageSize });
    return own.success ? [] : own.error.issues.map(({ message }) => ({ path, message: message.replace(/\.$/, '') }));
  });
  const before = smallerFirst.reduce((sum, part) => sum + part.epochs, headFirst?.epochs ?? 0);
  if (before < epochs) return ofSizes;
  const message = `The epochs before the full size (${before}) must be fewer than those of the whole training (${epochs})`;
  return [...ofSizes, { path: ['smallerFirst'], message }];
}
