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
      augmentation: { flips: true, rotations: false },
    });
  });

  it('reach the network', () => {
    const args = '--image-size 96 --weights random --trainable all --alpha 0.25 --pooling max --dense-units 64,32 --dropout 0';
    expect(applyOverrides(mobileNet, parse(...args.split(' '))).model).toEqual({
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

  it('switch early stopping on and off', () => {
    expect(applyOverrides(cnn, parse('--patience', '4')).earlyStopping).toEqual({ metric: 'balancedAccuracy', patience: 4 });
    expect(applyOverrides(cnn, parse('--early-stopping', '--stop-by', 'loss')).earlyStopping).toMatchObject({ metric: 'loss' });
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
});
