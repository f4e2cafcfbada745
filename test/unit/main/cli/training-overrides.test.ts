import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { Recipe } from '../../../../common/domain/recipe.ts';
import { addTrainingOptions, applyOverrides } from '../../../../main/cli/training-overrides.ts';
import type { TrainingOverrides } from '../../../../main/cli/training-overrides.ts';

function recipe(options: object): Recipe {
  const about = { title: 'Some recipe', summary: '', source: '', published: null, expects: '' };
  return Recipe.parse({ id: 'some-recipe', project: 'some-recipe', isOwn: false, ...about, options });
}

const cnn = recipe({ model: { architecture: 'hmnist-cnn' }, earlyStopping: null, augmentation: { flips: false, rotations: true } });
const mobileNet = recipe({ model: { architecture: 'mobilenet-v1' } });

function parse(...args: string[]): TrainingOverrides {
  const command = addTrainingOptions(new Command('train'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts();
}

describe('training options of the command line', () => {
  it('change nothing where none is given', () => {
    expect(applyOverrides(cnn, parse())).toEqual(cnn.options);
    expect(applyOverrides(mobileNet, parse())).toEqual(mobileNet.options);
  });

  it('change what they name and nothing else', () => {
    const args = '--epochs 3 --batch-size 8 --learning-rate 1e-4 --optimizer sgd --imbalance none --flips --no-rotations --seed 9';
    expect(applyOverrides(cnn, parse(...args.split(' ')))).toEqual({
      ...cnn.options,
      epochs: 3,
      batchSize: 8,
      learningRate: 1e-4,
      optimizer: 'sgd',
      imbalance: 'none',
      seed: 9,
      augmentation: { ...cnn.options.augmentation, flips: true, rotations: false },
    });
  });

  it('name a teacher, and how to learn from it', () => {
    const { distillation } = applyOverrides(cnn, parse('--teacher', '7', '--distil-share', '1', '--distil-targets', 'all'));
    expect(distillation).toEqual({ temperature: 2, share: 1, views: 4, targets: 'all' });
    const taught = recipe({ ...cnn.options, distillation: { temperature: 5 } });
    expect(applyOverrides(taught, parse('--distil-views', '8')).distillation).toMatchObject({ temperature: 5, views: 8 });
    expect(applyOverrides(taught, parse('--no-teacher')).distillation).toBeNull();
    expect(() => applyOverrides(cnn, parse('--teacher', '7', '--distil-temperature', '0.5'))).toThrow('distillation.temperature');
  });

  it('choose the naming rule, and refuse one that is none', () => {
    expect(applyOverrides(cnn, parse('--naming', 'balanced'))).toEqual({ ...cnn.options, naming: 'balanced' });
    expect(() => parse('--naming', 'votes')).toThrow('network, balanced, probable');
  });

  it('name the facts that a network is told, and nothing that is none', () => {
    expect(applyOverrides(cnn, parse('--facts', 'site, age')).facts).toEqual(['age', 'site']);
    expect(applyOverrides(recipe({ ...cnn.options, facts: ['sex'] }), parse('--facts', 'none')).facts).toEqual([]);
    for (const wrong of ['dx_type', 'age,dataset', '']) expect(() => parse('--facts', wrong)).toThrow('name some of age,sex,site, or none');
  });

  it('say how to learn', () => {
    const args =
      '--optimizer adamw --weight-decay 0.02 --clip-norm 1 --loss focal --focal-gamma 1.5 --label-smoothing 0.1 --average-decay 0.999 --accumulate 4 ' +
      '--precision mixed --checkpoint-minutes 2.5 --when-out-of-memory halve --imbalance effective-number --feature-variants 3 --nesterov --momentum 0.8';
    expect(applyOverrides(cnn, parse(...args.split(' ')))).toEqual({
      ...cnn.options,
      optimizer: 'adamw',
      weightDecay: 0.02,
      gradientClipNorm: 1,
      loss: 'focal',
      focalGamma: 1.5,
      labelSmoothing: 0.1,
      averageDecay: 0.999,
      accumulationSteps: 4,
      precision: 'mixed',
      checkpointMinutes: 2.5,
      whenOutOfMemory: 'halve',
      imbalance: 'effective-number',
      featureVariants: 3,
      nesterov: true,
      momentum: 0.8,
    });
    const clipped = recipe({ model: { architecture: 'hmnist-cnn' }, gradientClipNorm: 1, averageDecay: 0.9, weightDecay: 0.1 });
    const changed = applyOverrides(clipped, parse('--clip-norm', 'none', '--average-decay', 'none', '--optimizer', 'adamw'));
    expect(changed).toMatchObject({ gradientClipNorm: null, averageDecay: null, weightDecay: 0.1 });
  });

  it('give AdamW the weight decay without which it is Adam', () => {
    expect(applyOverrides(cnn, parse('--optimizer', 'adamw')).weightDecay).toBe(0.004);
    expect(applyOverrides(cnn, parse('--optimizer', 'adamw', '--weight-decay', '0')).weightDecay).toBe(0);
  });

  it('choose a schedule and change its parts', () => {
    const cosine = parse('--schedule', 'cosine', '--warmup-epochs', '2.5');
    expect(applyOverrides(cnn, cosine).schedule).toEqual({ kind: 'cosine', warmupEpochs: 2.5, finalShare: 0 });
    const stepped = recipe({ model: { architecture: 'hmnist-cnn' }, schedule: { kind: 'step', everyEpochs: 7, factor: 0.5 } });
    expect(applyOverrides(stepped, parse('--step-factor', '0.2')).schedule).toEqual({ kind: 'step', everyEpochs: 7, factor: 0.2 });
    expect(applyOverrides(stepped, parse('--schedule', 'constant')).schedule).toEqual({ kind: 'constant' });
    expect(() => applyOverrides(cnn, parse('--final-share', '0.1'))).toThrow('--final-share belongs to the cosine schedule');
    expect(() => applyOverrides(cnn, parse('--schedule', 'cosine', '--warmup-epochs', '500'))).toThrow(/warm-up/);
  });

  it('change photographs at random', () => {
    const args =
      '--rotate-degrees 30 --shift 0.1 --zoom 0.2 --shear 5 --brightness 0.1 --contrast 0.2 --saturation 0.3 --hue 0.05 --cutout 0.25 --mixup 0.2 --cutmix 1';
    expect(applyOverrides(cnn, parse(...args.split(' '))).augmentation).toEqual({
      flips: false,
      rotations: true,
      rotationDegrees: 30,
      shift: 0.1,
      zoom: 0.2,
      shear: 5,
      brightness: 0.1,
      contrast: 0.2,
      saturation: 0.3,
      hue: 0.05,
      cutout: 0.25,
      mixup: 0.2,
      cutmix: 1,
    });
    expect(() => applyOverrides(cnn, parse('--hue', 'much'))).toThrow(/augmentation\.hue/);
  });

  it('do not make up for rare diagnoses twice', () => {
    expect(() => applyOverrides(cnn, parse('--loss', 'logit-adjusted'))).toThrow(/leave the imbalance/);
    expect(applyOverrides(cnn, parse('--loss', 'logit-adjusted', '--imbalance', 'none')).loss).toBe('logit-adjusted');
  });

  it('reach the network', () => {
    const args = '--image-size 96 --weights random --trainable all --alpha 0.25 --pooling max --dense-units 64,32 --dropout 0';
    expect(applyOverrides(mobileNet, parse(...args.split(' '))).model).toMatchObject({
      architecture: 'mobilenet-v1',
      imageSize: 96,
      weights: 'random',
      trainable: 'all',
      alpha: 0.25,
      pooling: 'max',
      denseUnits: [64, 32],
      dropout: 0,
    });
    expect(applyOverrides(mobileNet, parse('--dense-units', 'none')).model).toMatchObject({ denseUnits: [] });
  });

  it('train from a layer on, behind a normalised head', () => {
    const { model } = applyOverrides(mobileNet, parse('--trainable', 'from:conv_pw_12', '--head-normalization'));
    expect(model).toMatchObject({ trainable: { from: 'conv_pw_12' }, headNormalization: true });
    expect(() => parse('--trainable', 'conv_pw_12')).toThrow();
  });

  it('switch early stopping on and off', () => {
    expect(applyOverrides(cnn, parse('--patience', '4')).earlyStopping).toEqual({ metric: 'balancedAccuracy', patience: 4 });
    expect(applyOverrides(cnn, parse('--early-stopping', '--stop-by', 'loss')).earlyStopping).toMatchObject({ metric: 'loss' });
    expect(applyOverrides(mobileNet, parse('--stop-by', 'malignantRecall', '--best-by', 'recall'))).toMatchObject({
      earlyStopping: { metric: 'malignantRecall' },
      bestBy: 'recall',
    });
    expect(applyOverrides(mobileNet, parse('--no-early-stopping')).earlyStopping).toBeNull();
  });

  it('are refused by name where the network has no such setting', () => {
    expect(() => applyOverrides(cnn, parse('--alpha', '0.5'))).toThrow('--alpha does not fit the recipe some-recipe');
  });

  it('are refused where a value cannot be', () => {
    expect(() => applyOverrides(mobileNet, parse('--alpha', '0.6'))).toThrow(/model\.alpha/);
    expect(() => applyOverrides(cnn, parse('--epochs', '0'))).toThrow(/epochs/);
    expect(() => applyOverrides(mobileNet, parse('--dropout', 'much'))).toThrow(/model\.dropout/);
    expect(() => parse('--batch-size', '-3')).toThrow(/whole number/);
    expect(() => parse('--optimizer', 'magic')).toThrow(/Allowed choices/);
  });

  it('train the head first, where there is more than a head to train', () => {
    const all = applyOverrides(mobileNet, parse('--trainable', 'all', '--head-first', '4'));
    expect(all.headFirst).toEqual({ epochs: 4, learningRate: 0.001 });
    const staged = { ...mobileNet, options: all };
    expect(applyOverrides(staged, parse('--head-rate', '0.01')).headFirst).toEqual({ epochs: 4, learningRate: 0.01 });
    expect(applyOverrides(staged, parse('--no-head-first')).headFirst).toBeNull();
    expect(applyOverrides(staged, parse('--trainable', 'head')).headFirst).toBeNull();
    expect(() => applyOverrides(mobileNet, parse('--head-first', '4'))).toThrow(/headFirst: The head can be trained first only where/);
    expect(() => applyOverrides(staged, parse('--epochs', '4'))).toThrow(/headFirst.epochs: .*must be fewer/);
  });

  it('show smaller photographs first, where there is more than a head to train', () => {
    const all = applyOverrides(mobileNet, parse('--trainable', 'all', '--smaller-first', '128:6, 176:4'));
    expect(all.smallerFirst).toEqual([
      { imageSize: 128, epochs: 6 },
      { imageSize: 176, epochs: 4 },
    ]);
    const sized = { ...mobileNet, options: all };
    expect(applyOverrides(sized, parse('--seed', '3')).smallerFirst).toEqual(all.smallerFirst);
    expect(applyOverrides(sized, parse('--smaller-first', 'none')).smallerFirst).toEqual([]);
    expect(applyOverrides(sized, parse('--trainable', 'head')).smallerFirst).toEqual([]);
    expect(() => applyOverrides(sized, parse('--image-size', '160'))).toThrow(
      /smallerFirst.1.imageSize: .*smaller than those of the network/,
    );
    for (const wrong of ['128', '128:6:2', '128:x', ':4', '']) expect(() => parse('--smaller-first', wrong)).toThrow(/such as 128:6,176:4/);
  });
});
