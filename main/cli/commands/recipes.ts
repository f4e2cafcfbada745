import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fileOf, parseRecipe, readRecipeFile, writeRecipeFile } from '../../../common/domain/recipe-file.ts';
import { timedRun } from '../../../common/domain/recipe-time.ts';
import type { Recipe, RecipeFile } from '../../../common/domain/recipe.ts';
import type { Run } from '../../../common/domain/run.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { findRecipe } from '../find-items.ts';
import { perform } from '../perform.ts';
import { formatDuration, formatQuantity } from '../text/numbers.ts';

export function addRecipesCommand(program: Command): void {
  const recipes = program
    .command('recipes')
    .description('List the training recipes with their published figures; keep and share your own.');
  recipes
    .command('list', { isDefault: true })
    .description('all recipes and their variants')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { recipes: known } = await caller.call('recipes.list', {});
        const { runs } = await caller.call('runs.list', {});
        return { json: { recipes: known }, text: known.map((recipe) => describeRecipe(recipe, timedRun(recipe.id, runs))).join('\n\n') };
      }),
    );
  recipes
    .command('show')
    .description('print a recipe as the file that "recipes add" takes, to change or share it')
    .argument('<id>', 'id, with all its variants; one of them alone as <id>/<variant>')
    .action((id: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const recipe = await findRecipe(caller, id);
        const { recipes: known } = await caller.call('recipes.list', {});
        const file = fileOf(known.filter(({ project }) => project === id)) ?? alone(recipe, id.replace('/', '-'));
        return { json: file, text: writeRecipeFile(file).trimEnd() };
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
        const { recipes: known } = await caller.call('recipes.list', {});
        if (known.some(({ project }) => project === newId)) {
          throw new AppError('conflict', `There is a recipe ${newId} already, and it stays as it is. Name another id for the copy.`);
        }
        const file = parseRecipe(alone(await findRecipe(caller, id), newId), newId);
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

/** @param timed the newest run by it in this workspace */
function describeRecipe(recipe: Recipe, timed: Run | null): string {
  const heading = [`${recipe.id}: ${recipe.title}${recipe.isOwn ? ' (your own)' : ''}`, `  ${recipe.summary}`];
  const time = `  Time: ${describeTime(recipe, timed)}`;
  // A variant shares all but its summary and its time with the recipe above it.
  if (recipe.id !== recipe.project) return [...heading, ...(recipe.expectedTime === null && timed === null ? [] : [time])].join('\n');
  return [
    ...heading,
    `  Expects: ${recipe.expects}`,
    `  Source: ${recipe.source}`,
    `  Published: ${recipe.published ?? 'no figure'}`,
    time,
  ].join('\n');
}

function describeTime({ expectedTime }: Recipe, timed: Run | null): string {
  if (timed === null) return expectedTime ?? 'not measured yet; "nevus train" shows the time left once it trains';
  const here = `run ${timed.id} took ${formatDuration(timed.trainedMs)} here for ${formatQuantity(timed.epochsDone, 'epoch')}`;
  return expectedTime === null ? here : `${expectedTime}; ${here}`;
}

/** A recipe or a variant as a file of its own. */
function alone({ project: _project, isOwn: _isOwn, ...recipe }: Recipe, id: string): RecipeFile {
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
