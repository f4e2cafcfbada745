import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseRecipe, readRecipeFile } from '../../../common/domain/recipe-file.ts';
import type { Recipe, RecipeFile } from '../../../common/domain/recipe.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { findRecipe } from '../find-items.ts';
import { perform } from '../perform.ts';

export function addRecipesCommand(program: Command): void {
  const recipes = program
    .command('recipes')
    .description('List the training recipes with their published figures; keep and share your own.');
  recipes
    .command('list', { isDefault: true })
    .description('all recipes and their variants')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const { recipes: known } = await (await openHost()).call('recipes.list', {});
        return { json: { recipes: known }, text: known.map(describeRecipe).join('\n\n') };
      }),
    );
  recipes
    .command('show')
    .description('print a recipe as the file that "recipes add" takes')
    .argument('<id>', 'id, a variant as <id>/<variant>')
    .action((id: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const file = fileOf(await findRecipe(await openHost(), id), id.replace('/', '-'));
        return { json: file, text: JSON.stringify(file, null, 2) };
      }),
    );
  recipes
    .command('add')
    .description('keep a recipe of your own, from a file; one with its id is replaced')
    .argument('<file>', 'JSON, as "recipes show" prints it')
    .action((path: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const recipe = await readRecipe(resolve(path));
        await (await openHost()).call('recipes.save', { recipe });
        return {
          json: { recipe: recipe.id },
          text: `Kept ${recipe.id} (${recipe.title}). Train with it: nevus train --recipe ${recipe.id}`,
        };
      }),
    );
  recipes
    .command('copy')
    .description('make a recipe of your own out of another one, to change it')
    .argument('<id>', 'what to copy, a variant as <id>/<variant>')
    .argument('<new-id>', 'small letters, digits and hyphens')
    .action((id: string, newId: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const file = parseRecipe(fileOf(await findRecipe(caller, id), newId), newId);
        await caller.call('recipes.save', { recipe: file });
        return {
          json: { recipe: newId },
          text: `Made ${newId}. Change it: nevus recipes show ${newId} > ${newId}.json, then nevus recipes add ${newId}.json`,
        };
      }),
    );
  recipes
    .command('remove')
    .description('remove a recipe of your own; runs that were trained by it stay')
    .argument('<id>', 'id')
    .action((id: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        await (await openHost()).call('recipes.remove', { recipeId: id });
        return { json: { removed: id }, text: `Removed ${id}.` };
      }),
    );
}

function describeRecipe(recipe: Recipe): string {
  const lines = [
    `${recipe.id}: ${recipe.title}${recipe.isOwn ? ' (your own)' : ''}`,
    `  ${recipe.summary}`,
    `  Expects: ${recipe.expects}`,
    `  Source: ${recipe.source}`,
    `  Published: ${recipe.published ?? 'no figure'}`,
    `  Time: ${recipe.expectedTime ?? 'not measured'}`,
  ];
  // A variant shares all but its summary with the recipe above it.
  return (recipe.id === recipe.project ? lines : lines.slice(0, 2)).join('\n');
}

function fileOf({ project: _project, isOwn: _isOwn, ...recipe }: Recipe, id: string): RecipeFile {
  return { ...recipe, id, variants: [] };
}

async function readRecipe(path: string): Promise<RecipeFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const { code } = toAppError(thrown);
    throw new AppError(code, `${path} cannot be read. Nothing was changed.`);
  }
  return readRecipeFile(text, path);
}
