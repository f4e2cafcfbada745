import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../../../../common/domain/training-config.ts';
import { classRows, describeSplit, splitWarnings } from '../../../../../renderer/components/splits/describe-split.ts';
import { moreFields } from '../../../../../renderer/routes/train/more-fields.ts';
import { describeOptions } from '../../../../../renderer/routes/train/option-labels.ts';
import { draftOf } from '../../../../../renderer/state/train-draft.ts';
import { exampleSplit, mobilenetOptions, smallOptions } from '../../helpers/examples.ts';

describe('a split in words', () => {
  it('has shares, seed and how often its test part was opened', () => {
    expect(describeSplit(exampleSplit())).toBe('70 : 15 : 15 %, seed 1, test part opened never');
    expect(describeSplit(exampleSplit({ testOpenings: 1 }))).toContain('opened 1 time');
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
      Network: 'MobileNet v1 0.75, ImageNet weights',
      'Trained layers': 'head only, backbone frozen',
      Head: 'average pooling, dense 128, dropout 0.3',
      Input: '224 × 224 px, crop to the centre',
      'Early stopping': '8 epochs without better balanced accuracy',
      Augmentation: 'flips, quarter turns',
    });
    expect(facts(smallOptions)).toMatchObject({ Network: 'HMNIST CNN, random weights', Epochs: 'at most 80, batches of 32' });
    expect(facts(smallOptions)).not.toHaveProperty('Head');
  });

  it('say what is off', () => {
    const options = TrainingOptions.parse({ ...smallOptions, earlyStopping: null, augmentation: { flips: false, rotations: false } });
    expect(facts(options)).toMatchObject({ 'Early stopping': 'off', Augmentation: 'none' });
  });
});

it('hides only fields that exist behind More options, each once', () => {
  expect(new Set(moreFields).size).toBe(moreFields.length);
  for (const field of moreFields) expect(draftOf(mobilenetOptions)).toHaveProperty(field);
});
