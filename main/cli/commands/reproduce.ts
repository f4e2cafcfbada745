import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Recipe } from '../../../common/domain/recipe.ts';
import type { ReproductionRow } from '../../../common/domain/reproduction.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { reproductionMarkdown } from '../../../common/reports/reproduction-markdown.ts';
import type { ReproducedRecipe } from '../../../common/reports/reproduction-markdown.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { defaultDataFolder } from '../reproduction-data.ts';
import { reproduce } from '../reproduce-recipe.ts';

interface ReproduceOptions {
  readonly quick?: true;
  readonly variants?: true;
  readonly only?: string;
  readonly data?: string;
  readonly from: readonly string[];
  readonly out?: string;
  readonly seed: number;
}

interface Done extends ReproducedRecipe {
  readonly recipe: Recipe;
  /** Why it was not measured; null where it was. */
  readonly reason: string | null;
}

export function addReproduceCommand(program: Command): void {
  program
    .command('reproduce')
    .description(
      'Train the recipes of the five published projects, each on its own kind of split and on one by lesion, and print the table published | measured. What was trained before is not trained again; what was interrupted goes on.',
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
        const folders = { data: options.data ?? defaultDataFolder(), own: new Map(options.from.map(readSource)) };
        const caller = await tools.openHost();
        const { rows } = await caller.call('reproductions.list', {});
        const isQuick = options.quick === true;
        const done: Done[] = [];
        for (const row of chooseRows(rows, options)) {
          const { recipe } = row;
          try {
            const figures = await reproduce(caller, row, { folders, isQuick, seed: options.seed }, tools);
            done.push({ recipe, figures, reason: null });
          } catch (thrown) {
            const { code, message } = toAppError(thrown);
            // Who named recipes wants those; who wants all of them gets what can be had.
            if (code !== 'file-missing' || options.only !== undefined) throw thrown;
            tools.say(`${recipe.id} is left out. ${message}`);
            done.push({ recipe, figures: { recipeId: recipe.id, inItsOwnTerms: null, grouped: null }, reason: message });
          }
          // After each, so that what was measured is there whatever happens to the next.
          if (options.out !== undefined) await writeFile(resolve(options.out), `${reproductionMarkdown(done)}\n`);
        }
        return { json: { isQuick, reproductions: done.map(summarise) }, text: reproductionMarkdown(done) };
      }),
    );
}

function chooseRows(rows: readonly ReproductionRow[], { only, variants }: ReproduceOptions): ReproductionRow[] {
  if (only === undefined) return rows.filter(({ recipe: { id, project } }) => variants === true || id === project);
  return only.split(',').map((id) => {
    const row = rows.find(({ recipe }) => recipe.id === id.trim());
    if (row !== undefined) return row;
    const known = rows.map(({ recipe }) => recipe.id).join(', ');
    throw new AppError('not-found', `There is no recipe "${id}" of a published project. Known: ${known}.`);
  });
}

function readSource(text: string): [project: string, folder: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError('invalid-input', `"--from ${text}" names no recipe and folder. Write it as --from nine-class=/home/me/photographs.`);
}

function summarise({ recipe, figures, reason }: Done): object {
  return {
    recipe: recipe.id,
    published: recipe.published,
    publishedAccuracy: recipe.publishedAccuracy,
    inItsOwnTerms: figures.inItsOwnTerms,
    grouped: figures.grouped,
    ...(reason === null ? {} : { reason }),
  };
}
