import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../../../../common/domain/training-config.ts';
import { classRows, describeSplit, splitWarnings } from '../../../../../renderer/components/splits/describe-split.ts';
import { describeOptions } from '../../../../../renderer/routes/train/describe-options.ts';
import { exampleSplit, mobilenetOptions, smallOptions } from '../../helpers/examples.ts';

describe('a split in words', () => {
  it('has shares, seed and how often its test part was opened', () => {
    expect(describeSplit(exampleSplit())).toBe('70 : 15 : 15 %, seed 1, test part never opened');
    expect(describeSplit(exampleSplit({ testOpenings: 1 }))).toContain('opened once');
  });

  it('has its classes in the fixed order, and warns of what it cannot show', () => {
    const rows = classRows(exampleSplit());
    expect(rows).toEqual([
      { label: 'mel', counts: { train: 100, validation: 20, test: 20 } },
      { label: 'nv', counts: { train: 600, validation: 130, test: 130 } },
    ]);
    expect(splitWarnings(exampleSplit(), rows)).toEqual([]);
    expect(splitWarnings({ grouping: 'photograph' }, rows)).toEqual([expect.stringContaining('figures on it flatter')]);
    const lacking = classRows(exampleSplit({ classCounts: [{ part: 'validation', label: 'df', count: 3 }] }));
    expect(splitWarnings(exampleSplit(), lacking)).toEqual([
      'Nothing teaches df: the training part has no photograph of it.',
      'The test part has no df.',
    ]);
  });
});

describe('options in words', () => {
  const facts = (options: TrainingOptions): Record<string, string> =>
    Object.fromEntries(describeOptions(options).map(({ label, value }) => [label, value]));

  it('name the network and everything that was set', () => {
    expect(facts(mobilenetOptions)).toMatchObject({
      Network: 'MobileNet v1, width 0.75, ImageNet weights',
      'Trained layers': 'head only, backbone frozen',
      'Learning rate': '0.001, constant',
      Optimizer: 'Adam',
      Loss: 'cross-entropy',
      Head: 'average pooling, dense 128, dropout 0.3',
      Input: '224 × 224 px, crop to the centre',
      'Early stopping': '8 epochs without better balanced accuracy',
      Augmentation: 'flips, quarter turns',
    });
    expect(facts(smallOptions)).toMatchObject({ Network: 'HMNIST CNN, random weights', Epochs: 'at most 80, batches of 32' });
    expect(facts(smallOptions)).not.toHaveProperty('Head');
    expect(facts(smallOptions)).not.toHaveProperty('Told beside it');
    expect(facts({ ...smallOptions, facts: ['age', 'site'] })).toMatchObject({ 'Told beside it': 'age, body site' });
  });

  it('name ways of learning only where they are used', () => {
    const options = TrainingOptions.parse({
      ...smallOptions,
      optimizer: 'sgd',
      nesterov: true,
      weightDecay: 0.01,
      gradientClipNorm: 5,
      accumulationSteps: 4,
      schedule: { kind: 'cosine', warmupEpochs: 1, finalShare: 0.01 },
      loss: 'focal',
      labelSmoothing: 0.05,
      averageDecay: 0.99,
      precision: 'mixed',
    });
    expect(facts(options)).not.toHaveProperty('Smaller photographs first');
    const smallerFirst = [
      { imageSize: 128, epochs: 6 },
      { imageSize: 176, epochs: 1 },
    ];
    expect(facts({ ...mobilenetOptions, smallerFirst })).toMatchObject({
      'Smaller photographs first': '6 epochs at 128 px, 1 epoch at 176 px',
    });
    expect(facts(options)).toMatchObject({
      'Learning rate': '0.001, 1 epoch of warm-up, cosine down to 0.01 of it',
      Optimizer: 'SGD, momentum 0.9 (Nesterov), weight decay 0.01, gradients clipped at 5, 4 batches an update',
      Loss: 'focal, gamma 2, label smoothing 0.05',
      'Moving average': 'keeps 0.99 at each update',
      Precision: '16 and 32 bits',
    });
    expect(facts(smallOptions)).not.toHaveProperty('Moving average');
  });

  it('say what is off', () => {
    const options = TrainingOptions.parse({ ...smallOptions, earlyStopping: null, augmentation: { flips: false, rotations: false } });
    expect(facts(options)).toMatchObject({ 'Early stopping': 'off', Augmentation: 'none' });
  });
});
