import type { Command } from 'commander';
import { AppError } from '../../../common/errors/app-error.ts';
import { recipeOfTrial } from '../../../common/search/trial-recipe.ts';
import { findDataset, findSearch } from '../find-items.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { describeSearch, describeSearches } from '../text/search.ts';

/** What is done with searches that were started. */
export function addSearchResults(search: Command): void {
  search
    .command('list')
    .description('all searches')
    .argument('[dataset]', 'only those on this dataset (id or name)')
    .action((datasetText: string | undefined, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const filter = datasetText === undefined ? {} : { datasetId: (await findDataset(caller, datasetText)).id };
        const { searches } = await caller.call('searches.list', filter);
        return { json: { searches }, text: describeSearches(searches) };
      }),
    );
  search
    .command('show')
    .description('the trials of a search, best first')
    .argument('<search>', 'id or name')
    .option('--csv', 'as CSV, in the order in which they began')
    .action((text: string, options: { readonly csv?: true }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { id: searchId } = await findSearch(caller, text);
        if (options.csv === true) {
          const exported = await caller.call('searches.export', { searchId });
          return { json: exported, text: exported.csv.trimEnd() };
        }
        const found = await caller.call('searches.get', { searchId });
        return { json: found, text: describeSearch(found.search, found.trials) };
      }),
    );
  search
    .command('save')
    .description('keep the options of the best trial, or of another one, as a recipe of your own')
    .argument('<search>', 'id or name')
    .requiredOption('--as <id>', 'id of the recipe: small letters, digits and hyphens')
    .option('--trial <n>', 'this trial (default: the best)', wholeNumber)
    .option('--title <title>', 'title of the recipe')
    .action((text: string, options: { readonly as: string; readonly trial?: number; readonly title?: string }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { id: searchId } = await findSearch(caller, text);
        const { search: found, trials } = await caller.call('searches.get', { searchId });
        const number = options.trial ?? found.best?.number;
        const trial = trials.find((each) => each.number === number);
        if (trial === undefined) {
          const message = number === undefined ? 'has no trial yet that was measured' : `has no trial ${number}: it has ${trials.length}`;
          throw new AppError('not-found', `Search ${searchId} ${message}.`, { searchId });
        }
        const { recipes } = await caller.call('recipes.list', {});
        const begunWith = recipes.find(({ id }) => id === found.recipeId) ?? null;
        const title = options.title ?? `${begunWith?.title ?? found.recipeId}, searched`.slice(0, 80);
        await caller.call('recipes.save', { recipe: recipeOfTrial({ id: options.as, title }, found, trial, begunWith) });
        return {
          json: { recipe: options.as, search: searchId, trial: trial.number },
          text: `Kept the options of trial ${trial.number} as ${options.as} (${title}). Train with them: nevus train --recipe ${options.as}`,
        };
      }),
    );
  search
    .command('rename')
    .description('give a search another name, and with it the runs of its trials')
    .argument('<search>', 'id or name')
    .argument('<name>', 'its new name')
    .action((text: string, name: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const before = await findSearch(caller, text);
        const renamed = await caller.call('searches.rename', { searchId: before.id, name });
        return {
          json: { search: renamed.id, name: renamed.name },
          text: `Search ${renamed.id} (${before.name}) is now called ${renamed.name}.`,
        };
      }),
    );
  search
    .command('remove')
    .description('remove a search; its trainings stay as runs')
    .argument('<search>', 'id or name')
    .option('--with-runs', 'remove its trainings as well, with their networks')
    .action((text: string, options: { readonly withRuns?: true }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { id: searchId, name } = await findSearch(caller, text);
        const removesRuns = options.withRuns === true;
        await caller.call('searches.remove', { searchId, removesRuns });
        return {
          json: { removed: searchId, removesRuns },
          text: `Removed search ${searchId} (${name})${removesRuns ? ' and its runs' : '; its runs stay'}.`,
        };
      }),
    );
}
