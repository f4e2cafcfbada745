import { expect, test } from 'vitest';
import { readRecipeFile, writeRecipeFile } from '../../../common/domain/recipe-file.ts';
import { RecipeFile } from '../../../common/domain/recipe.ts';

const recipe = RecipeFile.parse({
  id: 'shared',
  title: 'Für später',
  summary: '',
  source: '',
  published: null,
  expects: '',
  options: { model: { architecture: 'hmnist-cnn' } },
  variants: [{ id: 'short', title: 'Short', summary: '', expectedTime: '1 minute', changes: { epochs: 3 } }],
});

test('what is written is read again', () => {
  expect(readRecipeFile(writeRecipeFile(recipe), 'shared.json')).toEqual(recipe);
});

test('a file that is no recipe is refused with all that is wrong with it', () => {
  expect(() => readRecipeFile('{"id": "x"', 'broken.json')).toThrow(/^broken\.json is no JSON: .+ Nothing was changed\.$/);
  const bad = JSON.stringify({ ...recipe, id: 'Not so', options: { ...recipe.options, epochs: 0 } });
  expect(() => readRecipeFile(bad, 'bad.json')).toThrow(/^bad\.json is no recipe\. id: .+; options\.epochs: .+ Nothing was changed\.$/);
  expect(() => readRecipeFile('[]', 'list.json')).toThrow(/^list\.json is no recipe\. /);
});

test('a byte order mark does no harm', () => {
  expect(readRecipeFile(`\uFEFF${writeRecipeFile(recipe)}`, 'shared.json')).toEqual(recipe);
});

test('a setting that nobody knows is not left out in silence', () => {
  const { options } = recipe;
  const mistyped = JSON.stringify({
    ...recipe,
    aim: 'x',
    options: { ...options, learningrate: 1, model: { ...options.model, widht: 0.5 } },
  });
  expect(() => readRecipeFile(mistyped, 'typed.json')).toThrow(
    'typed.json is no recipe. options.model.widht: Nevus knows no such setting; options.learningrate: Nevus knows no such setting; aim: Nevus knows no such setting. Nothing was changed.',
  );
});
