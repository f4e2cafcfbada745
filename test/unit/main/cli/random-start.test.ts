import { expect, it } from 'vitest';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { Recipe } from '../../../../common/domain/recipe.ts';
import { warnOfRandomStart } from '../../../../main/cli/random-start.ts';

const about = {
  id: 'some-recipe',
  project: 'some-recipe',
  isOwn: false,
  title: 'Some',
  summary: '',
  source: '',
  published: null,
  expects: '',
};
const recipe = Recipe.parse({ ...about, options: { model: { architecture: 'mobilenet-v1', weights: 'imagenet' } } });
const options = (model: object): TrainingOptions => TrainingOptions.parse({ model: { architecture: 'mobilenet-v1', ...model } });

it('warns where a recipe from ImageNet weights starts at random, and of what stays frozen so', () => {
  expect(warnOfRandomStart(recipe, options({ weights: 'random', trainable: 'all' }))).toMatch(/far more photographs and epochs.*recipe\.$/);
  expect(warnOfRandomStart(recipe, options({ weights: 'random', trainable: 'head' }))).toContain('Its whole backbone stays frozen');
  expect(warnOfRandomStart(recipe, options({ weights: 'random', trainable: { from: 'conv_pw_13' } }))).toContain('part before conv_pw_13');
});

it('has nothing to say where nothing was changed, or nothing was meant', () => {
  expect(warnOfRandomStart(recipe, recipe.options)).toBeNull();
  const random = { ...recipe, options: options({ weights: 'random' }) };
  expect(warnOfRandomStart(random, random.options)).toBeNull();
  const small = Recipe.parse({ ...about, options: { model: { architecture: 'hmnist-cnn' } } });
  expect(warnOfRandomStart(small, small.options)).toBeNull();
});
