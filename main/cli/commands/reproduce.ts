import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Recipe } from '../../../common/domain/recipe.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { defaultDataFolder } from '../reproduce/reproduction-data.ts';
import { describeReproductions } from '../reproduce/reproduction-table.ts';
import { reproduceRecipe } from '../reproduce/run-reproduction.ts';
import type { Reproduction } from '../reproduce/run-reproduction.ts';

interface ReproduceOptions {
  readonly quick?: true;
  readonly variants?: true;
  readonly only?: string;
  readonly data?: string;
  readonly from: readonly string[];
  readonly out?: string;
  readonly seed: number;
}

export function addReproduceCommand(program: Command): void {
  program
    .command('reproduce')
    .description(
      'Train the recipes of the five published projects, each on its own kind of split and on one by lesion, and print the table published | measured. What was trained before is not trained again.',
    )
    .option('--quick', 'few epochs on small photographs: to see within minutes that everything runs')
    .option('--variants', 'the other networks and scenarios of each project as well')
    .option('--only <ids>', 'these recipes only: hmnist-cnn,nine-class/augmented')
    .option('--data <folder>', 'folder that holds the datasets (default: shared/data beside the program)')
    .option('--from <recipe=folder>', 'photographs of one project; may be repeated', (value, all: readonly string[]) => [...all, value], [])
    .option('--out <file>', 'write the table there, as Markdown')
    .option('--seed <n>', 'seed of splits and trainings', wholeNumber, 1)
    .action((options: ReproduceOptions, command: Command) =>
      perform(command, async (tools) => {
        const own = new Map(options.from.map(readSource));
        const caller = await tools.openHost();
        const { recipes } = await caller.call('recipes.list', {});
        const wanted = chooseRecipes(recipes, options);
        const isQuick = options.quick === true;
        const done: Reproduction[] = [];
        for (const recipe of wanted) {
          const plan = { data: options.data ?? defaultDataFolder(), own, isQuick, seed: options.seed };
          done.push(await reproduceRecipe(caller, recipe, plan, tools));
          // After each, so that what was measured is there whatever happens to the next.
          if (options.out !== undefined) await writeFile(resolve(options.out), `${describeReproductions(done, isQuick)}\n`);
        }
        return { json: { isQuick, reproductions: done.map(summarise) }, text: describeReproductions(done, isQuick) };
      }),
    );
}

function chooseRecipes(recipes: readonly Recipe[], { only, variants }: ReproduceOptions): Recipe[] {
  const published = recipes.filter(({ data, isOwn }) => data !== null && !isOwn);
  if (only === undefined) return published.filter(({ id, project }) => variants === true || id === project);
  return only.split(',').map((id) => {
    const recipe = published.find((candidate) => candidate.id === id.trim());
    if (recipe !== undefined) return recipe;
    throw new AppError(
      'not-found',
      `There is no recipe "${id}" of a published project. Known: ${published.map((one) => one.id).join(', ')}.`,
    );
  });
}

function readSource(text: string): [project: string, folder: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError('invalid-input', `"--from ${text}" names no recipe and folder. Write it as --from nine-class=/home/me/photographs.`);
}

function summarise({ recipe, dataset, inItsOwnTerms, grouped }: Reproduction): object {
  return {
    recipe: recipe.id,
    published: recipe.published,
    publishedAccuracy: recipe.publishedAccuracy,
    dataset: { id: dataset.id, layout: dataset.layout, photographs: dataset.photographCount },
    inItsOwnTerms: {
      run: inItsOwnTerms.run.id,
      grouping: inItsOwnTerms.grouping,
      part: inItsOwnTerms.evaluation.part,
      accuracy: inItsOwnTerms.evaluation.metrics.accuracy,
    },
    grouped: {
      run: grouped.run.id,
      grouping: grouped.grouping,
      balancedAccuracy: grouped.evaluation.metrics.balancedAccuracy,
      accuracy: grouped.evaluation.metrics.accuracy,
      majorityBaseline: grouped.evaluation.metrics.majorityBaseline,
      epochs: grouped.run.epochsDone,
      trainedMs: grouped.run.trainedMs,
    },
  };
}
