import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { changedFields, draftOf, readDraft } from '../../../../renderer/state/train-draft.ts';
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
      learningRate: 4e-5,
      imbalance: 'oversample',
      engine: 'wasm',
      // No field shows these; they must outlast the form all the same.
      schedule: { kind: 'cosine', warmupEpochs: 2, finalShare: 0.01 },
      loss: 'focal',
      averageDecay: 0.99,
      checkpointMinutes: 3,
    });
    for (const options of [mobilenetOptions, smallOptions, unusual]) {
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
