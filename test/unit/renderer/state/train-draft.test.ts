import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { applies } from '../../../../renderer/state/draft-fields.ts';
import { changedFields, draftOf, readDraft, withArchitecture } from '../../../../renderer/state/train-draft.ts';
import type { TrainDraft } from '../../../../renderer/state/train-draft.ts';
import { mobilenetOptions, smallOptions } from '../helpers/examples.ts';

const errorsOf = (changes: Partial<TrainDraft>): object => {
  const reading = readDraft({ ...draftOf(mobilenetOptions), ...changes });
  return reading.ok ? {} : reading.errors;
};

describe('fields of a training', () => {
  it('give back the options that they were filled from', () => {
    const unusual = TrainingOptions.parse({
      model: { architecture: 'mobilenet-v1', alpha: 0.25, weights: 'random', trainable: 'all', denseUnits: [], dropout: 0, pooling: 'max' },
      earlyStopping: null,
      augmentation: { flips: false, rotations: true, rotationDegrees: 45, hue: 0.05, cutmix: 1 },
      featureVariants: 4,
      facts: ['age', 'site'],
      learningRate: 4e-5,
      imbalance: 'oversample',
      engine: 'wasm',
      schedule: { kind: 'cosine', warmupEpochs: 2, finalShare: 0.01 },
      headFirst: { epochs: 4, learningRate: 0.002 },
      smallerFirst: [
        { imageSize: 128, epochs: 6 },
        { imageSize: 176, epochs: 4 },
      ],
      bestBy: 'malignantRecall',
      optimizer: 'sgd',
      momentum: 0.8,
      nesterov: true,
      weightDecay: 1e-4,
      gradientClipNorm: 5,
      loss: 'focal',
      focalGamma: 1.5,
      labelSmoothing: 0.05,
      averageDecay: 0.99,
      accumulationSteps: 4,
      precision: 'mixed',
      checkpointMinutes: 3,
      whenOutOfMemory: 'halve',
    });
    const narrow = TrainingOptions.parse({
      model: { architecture: 'hmnist-cnn', width: 0.5 },
      schedule: { kind: 'step', everyEpochs: 4, factor: 0.5 },
    });
    for (const options of [mobilenetOptions, smallOptions, unusual, narrow]) {
      expect(readDraft(draftOf(options))).toEqual({ ok: true, options });
    }
  });

  it('say what is wrong, at the field', () => {
    expect(errorsOf({ epochs: '0' })).toEqual({ epochs: 'At least 1.' });
    expect(errorsOf({ epochs: '2.5' })).toEqual({ epochs: 'A whole number, without a decimal point.' });
    expect(errorsOf({ batchSize: '' })).toEqual({ batchSize: 'A number is needed.' });
    expect(errorsOf({ learningRate: '0' })).toEqual({ learningRate: 'More than 0.' });
    expect(errorsOf({ dropout: '0.95', imageSize: '20' })).toEqual({ dropout: 'At most 0.9.', imageSize: 'At least 32.' });
    expect(errorsOf({ patience: '-1' })).toEqual({ patience: 'At least 1.' });
    expect(errorsOf({ patience: '-1', isStoppingEarly: false })).toEqual({});
    expect(errorsOf({ zoom: '7', mixup: '', featureVariants: '0' })).toEqual({
      zoom: 'At most 1.',
      mixup: 'A number is needed.',
      featureVariants: 'At least 1.',
    });
  });

  it('say what does not go together, in the words of the schema', () => {
    expect(errorsOf({ loss: 'logit-adjusted' })).toEqual({
      imbalance: 'The logit-adjusted loss makes up for rare diagnoses by itself: with it, leave the imbalance as it is (none)',
    });
    expect(errorsOf({ loss: 'logit-adjusted', imbalance: 'none' })).toEqual({});
    const cosine = { scheduleKind: 'cosine', warmupEpochs: '9' } as const;
    expect(errorsOf({ ...cosine, epochs: '9' })).toEqual({ warmupEpochs: 'The warm-up must be shorter than the training' });
    const headFirst = { trainable: 'all', isHeadFirst: true, headEpochs: '9', epochs: '9' } as const;
    expect(errorsOf(headFirst)).toEqual({ headEpochs: 'The epochs of the head alone must be fewer than those of the whole training' });
    expect(errorsOf({ ...headFirst, trainable: 'head' })).toEqual({});
    const smaller = (smallerFirst: string): object => errorsOf({ trainable: 'all', epochs: '12', smallerFirst });
    expect(smaller('128: 6; 176:4')).toEqual({});
    for (const half of ['128', '128:', '128:6:1', 'small:6'])
      expect(smaller(half)).toEqual({ smallerFirst: 'Image sizes with their epochs, such as 128:6, 176:4. A number is needed.' });
    expect(smaller('128:12')).toEqual({
      smallerFirst: expect.stringMatching(/^[^:]+ must be fewer than those of the whole training \(12\)$/) as string,
    });
    expect(errorsOf({ smallerFirst: '128' })).toEqual({});
    expect(errorsOf({ ...cosine, scheduleKind: 'step', factor: '2' })).toEqual({ factor: 'At most 1.' });
  });

  it('switch off what is left empty', () => {
    const reading = readDraft({ ...draftOf(mobilenetOptions), gradientClipNorm: ' ', averageDecay: '' });
    expect(reading.ok && [reading.options.gradientClipNorm, reading.options.averageDecay]).toEqual([null, null]);
    expect(errorsOf({ averageDecay: '1' })).toEqual({ averageDecay: 'At most 0.99999.' });
  });

  it('take the size and width of another network, and keep the head where both have one', () => {
    const other = withArchitecture({ ...draftOf(mobilenetOptions), denseUnits: '64' }, 'inception-v3');
    expect(other).toMatchObject({ architecture: 'inception-v3', imageSize: '299', alpha: '', denseUnits: '64', weights: 'imagenet' });
    const fromSmall = withArchitecture(draftOf(smallOptions), 'mobilenet-v2');
    expect(fromSmall).toMatchObject({ alpha: '1', weights: 'imagenet', trainable: 'head', denseUnits: '128', dropout: '0.3' });
    for (const draft of [other, fromSmall, withArchitecture(other, 'two-conv')]) expect(readDraft(draft).ok).toBe(true);
  });

  it('are shown where they mean something', () => {
    const draft = draftOf(mobilenetOptions);
    expect([applies('momentum', draft), applies('momentum', { ...draft, optimizer: 'sgd' })]).toEqual([false, true]);
    expect([applies('alpha', draft), applies('alpha', draftOf(smallOptions))]).toEqual([true, false]);
    expect([applies('trainFrom', draft), applies('trainFrom', { ...draft, trainable: 'from' })]).toEqual([false, true]);
    expect([applies('warmupEpochs', draft), applies('warmupEpochs', { ...draft, scheduleKind: 'cosine' })]).toEqual([false, true]);
    const fineTuned = { ...draft, trainable: 'all' } as const;
    expect([applies('isHeadFirst', draft), applies('isHeadFirst', fineTuned), applies('headEpochs', fineTuned)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([applies('mapShare', draft), applies('mapShare', draftOf(smallOptions))]).toEqual([false, true]);
  });

  it('take numbers as people write them', () => {
    const reading = readDraft({ ...draftOf(mobilenetOptions), dropout: '0,25', denseUnits: '256; 128 64', learningRate: '4e-4' });
    expect(reading.ok && [reading.options.model, reading.options.learningRate]).toMatchObject([
      { dropout: 0.25, denseUnits: [256, 128, 64] },
      4e-4,
    ]);
    expect(errorsOf({ denseUnits: '128, wide' })).toEqual({
      denseUnits: 'Whole numbers separated by commas, such as 256, 128. A number is needed.',
    });
  });

  it('know what differs from the recipe', () => {
    const original = draftOf(mobilenetOptions);
    expect(changedFields(original, original)).toEqual([]);
    expect(changedFields({ ...original, epochs: '3', flips: false, seed: ' 1 ' }, original)).toEqual(['epochs', 'flips']);
  });
});
