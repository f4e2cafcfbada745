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
