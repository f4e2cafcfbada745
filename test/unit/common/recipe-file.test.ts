import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fileOf, parseRecipe, readRecipeFile, writeRecipeFile } from '../../../common/domain/recipe-file.ts';
import { expandRecipe, RecipeFile } from '../../../common/domain/recipe.ts';

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

test('the recipes that come with Nevus can be taken as they are, one by one, and as they are written', async () => {
  const folder = fileURLToPath(new URL('../../../resources/recipes/', import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const recipes = expandRecipe(readRecipeFile(await readFile(join(folder, name), 'utf8'), name), false);
    expect(fileOf(recipes)).toEqual(parseRecipe(fileOf(recipes), name));
    for (const { project: _project, isOwn: _isOwn, ...recipe } of recipes) {
      expect(parseRecipe({ ...recipe, id: 'alone', variants: [] }, recipe.id)).toMatchObject({ options: recipe.options });
    }
  }
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

  // Nor where a variant or a quick trial names it.
  const patches = { variants: [{ ...recipe.variants[0], changes: { epochs: 3, augmentation: { flip: true } } }], quick: { epoch: 1 } };
  expect(() => readRecipeFile(JSON.stringify({ ...recipe, ...patches }), 'typed.json')).toThrow(
    'typed.json is no recipe. quick.epoch: Nevus knows no such setting; variants.0.changes.augmentation.flip: Nevus knows no such setting. Nothing was changed.',
  );
});
