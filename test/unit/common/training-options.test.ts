import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../../common/domain/recipe.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { phaseOfEpoch, trainingPhases } from '../../../common/domain/training-phases.ts';

const model = { architecture: 'hmnist-cnn' };

/** The options of a run as the first version of Nevus stored them. */
const stored = {
  model,
  resizeMode: 'stretch',
  batchSize: 64,
  epochs: 80,
  learningRate: 0.001,
  optimizer: 'adam',
  imbalance: 'class-weights',
  augmentation: { flips: true, rotations: false },
  earlyStopping: null,
  bestBy: 'accuracy',
  seed: 1,
  engine: 'auto',
};

describe('training options', () => {
  it('read runs that were stored before there were more of them, and change nothing of what those did', () => {
    const options = TrainingOptions.parse(stored);
    expect(options).toMatchObject(stored);
    expect(options).toMatchObject({
      schedule: { kind: 'constant' },
      momentum: 0.9,
      weightDecay: 0,
      gradientClipNorm: null,
      loss: 'cross-entropy',
      labelSmoothing: 0,
      averageDecay: null,
      headFirst: null,
      smallerFirst: [],
      accumulationSteps: 1,
      precision: 'float32',
    });
    expect(options.augmentation).toMatchObject({ flips: true, rotations: false, shift: 0, hue: 0, mixup: 0, cutmix: 0 });
  });

  it('turn and mirror photographs unless told otherwise', () => {
    expect(TrainingOptions.parse({ model }).augmentation).toMatchObject({ flips: true, rotations: true, zoom: 0 });
  });

  it('do not make up for rare diagnoses twice', () => {
    const twice = TrainingOptions.safeParse({ model, loss: 'logit-adjusted' });
    expect(twice.error?.issues.map(({ path }) => path)).toEqual([['imbalance']]);
    expect(twice.error?.issues[0]?.message).toMatch(/leave the imbalance/);
    expect(TrainingOptions.safeParse({ model, loss: 'logit-adjusted', imbalance: 'none' }).success).toBe(true);
  });

  it('learn from a teacher by a loss that the teacher’s answers go with, and from none unless told to', () => {
    expect(TrainingOptions.parse(stored).distillation).toBeNull();
    expect(TrainingOptions.parse({ model, distillation: {} }).distillation).toEqual({
      temperature: 2,
      share: 0.7,
      views: 4,
      targets: 'out-of-fold',
    });
    const bent = TrainingOptions.safeParse({ model, distillation: {}, loss: 'logit-adjusted', imbalance: 'none' });
    expect(bent.error?.issues.map(({ path }) => path)).toEqual([['loss']]);
    expect(TrainingOptions.safeParse({ model, distillation: { share: 0 } }).success).toBe(false);
    const taught = TrainingOptions.parse({ model, distillation: { temperature: 4 } });
    expect(applyPatch(taught, { distillation: null }).distillation).toBeNull();
  });

  it('leave time to train after the warm-up', () => {
    const schedule = { kind: 'cosine', warmupEpochs: 5, finalShare: 0 };
    expect(TrainingOptions.safeParse({ model, schedule, epochs: 5 }).error?.issues[0]?.path).toEqual(['schedule', 'warmupEpochs']);
    expect(TrainingOptions.safeParse({ model, schedule, epochs: 6 }).success).toBe(true);
  });

  it('train the head first only before layers of a backbone, and never alone', () => {
    const whole = { architecture: 'mobilenet-v1', trainable: 'all' };
    const headFirst = { epochs: 2, learningRate: 0.01 };
    const pathsOf = (options: object): unknown => TrainingOptions.safeParse(options).error?.issues.map(({ path }) => path.join('.'));
    expect(pathsOf({ model, headFirst })).toEqual(['headFirst']);
    expect(pathsOf({ model: { ...whole, trainable: 'head' }, headFirst })).toEqual(['headFirst']);
    expect(pathsOf({ model: whole, headFirst, epochs: 2 })).toEqual(['headFirst.epochs']);
    expect(pathsOf({ model: whole, headFirst, epochs: 4, schedule: { kind: 'cosine', warmupEpochs: 2 } })).toEqual([
      'schedule.warmupEpochs',
    ]);
    const options = TrainingOptions.parse({ model: { ...whole, trainable: { from: 'conv_dw_12' } }, headFirst, epochs: 3 });
    expect([1, 2, 3].map((epoch) => phaseOfEpoch(options, epoch).stage)).toEqual(['head', 'head', 'main']);
  });

  it('show smaller photographs first only to networks that take them, from the smallest on, and leave epochs for the full size', () => {
    const whole = { architecture: 'mobilenet-v1', trainable: 'all', imageSize: 224 };
    const sizes = (...all: (readonly [number, number])[]) => all.map(([imageSize, epochs]) => ({ imageSize, epochs }));
    const issuesOf = (options: object): unknown =>
      TrainingOptions.safeParse(options).error?.issues.map(({ path, message }) => [path.join('.'), message]);
    const smallerFirst = sizes([128, 6], [176, 4]);
    for (const architecture of ['hmnist-cnn', 'two-conv', 'nine-class-baseline'])
      expect(issuesOf({ model: { architecture }, smallerFirst: sizes([16, 1]) })).toEqual([
        ['smallerFirst', 'The weights of this network fit photographs of one size only: it cannot begin with smaller ones'],
      ]);
    expect(issuesOf({ model: { ...whole, trainable: 'head' }, smallerFirst })).toEqual([
      ['smallerFirst', expect.stringMatching(/^Where the head alone is trained, .* need trained layers in the backbone$/)],
    ]);
    expect(issuesOf({ model: whole, smallerFirst: sizes([31, 1], [224, 1], [200, 1]) })).toEqual([
      ['smallerFirst.0.imageSize', 'The network needs images of at least 32 x 32 pixels'],
      ['smallerFirst.1.imageSize', 'Smaller photographs must be smaller than those of the network, 224 pixels'],
      ['smallerFirst.2.imageSize', 'Name the smaller sizes from the smallest to the largest'],
    ]);
    expect(issuesOf({ model: whole, smallerFirst, epochs: 10 })).toEqual([
      ['smallerFirst', 'The epochs before the full size (10) must be fewer than those of the whole training (10)'],
    ]);
    const headFirst = { epochs: 2, learningRate: 0.01 };
    const options = TrainingOptions.parse({ model: whole, smallerFirst, headFirst, epochs: 20 });
    expect(trainingPhases(options)).toEqual([
      { stage: 'head', imageSize: 224, firstEpoch: 1, lastEpoch: 2 },
      { stage: 'main', imageSize: 128, firstEpoch: 3, lastEpoch: 8 },
      { stage: 'main', imageSize: 176, firstEpoch: 9, lastEpoch: 12 },
      { stage: 'main', imageSize: 224, firstEpoch: 13, lastEpoch: 20 },
    ]);
    expect(phaseOfEpoch(options, 12).imageSize).toBe(176);
    expect(issuesOf({ model: whole, smallerFirst, headFirst, epochs: 12 })).toHaveLength(1);
    expect(applyPatch(options, { smallerFirst: [] }).smallerFirst).toEqual([]);
  });
});
