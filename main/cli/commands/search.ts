import { Option } from 'commander';
import type { Command } from 'commander';
import type { CallInput } from '../../../common/contract/define.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { MonitoredMetric } from '../../../common/domain/training-config.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { defaultSpace } from '../../../common/search/default-space.ts';
import { chooseSplit } from '../choose-split.ts';
import { findRecipe, findSearch } from '../find-items.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { watchSearch } from '../search-run.ts';
import { parseDimension } from '../search-space.ts';
import { describeDimension, describeSearch } from '../text/search.ts';
import { addTrainingOptions, applyOverrides } from '../training-overrides.ts';
import type { TrainingOverrides } from '../training-overrides.ts';
import { addSearchResults } from './search-results.ts';

interface SearchOptions extends TrainingOverrides {
  readonly split?: string;
  readonly recipe: string;
  readonly name?: string;
  readonly set: readonly string[];
  readonly method: 'random' | 'tpe' | 'halving';
  readonly trials: number;
  readonly metric: MonitoredMetric;
  readonly pruneAfter?: number;
  readonly pruneStartup?: number;
  readonly startup?: number;
  readonly eta?: number;
  readonly firstRung?: number;
  readonly searchSeed: number;
}

type SearchMethod = CallInput<HostProtocol, 'searches.start'>['method'];

export function addSearchCommand(program: Command): void {
  const search = program
    .command('search')
    .description('Search good training options: many trainings, compared on the validation part. The test part is never looked at.');
  const start = search
    .command('start', { isDefault: true })
    .description('start a search and wait for its end; "start" may be left out. Ctrl-C pauses it after its batch.')
    .argument('[dataset]', 'id or name; its latest split is used, or one is made')
    .option('--split <split>', 'this split (id or name)')
    .option('--recipe <id>', 'what all trials have in common; see: nevus recipes', 'hmnist-cnn')
    .option('--name <name>', 'name of the search')
    .optionsGroup('Search:')
    .option(
      '--set <setting>',
      'what to vary, once for each: learningRate=log:1e-5:1e-2, model.dropout=0:0.6, batchSize=int:8:64, optimizer=adamw,sgd (default: what is worth it)',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .addOption(new Option('--method <name>', 'how trials are proposed').choices(['random', 'tpe', 'halving']).default('tpe'))
    .option('--trials <n>', 'how many trainings; with halving, how many begin', wholeNumber, 20)
    .addOption(new Option('--metric <metric>', 'what they are compared by').choices(MonitoredMetric.options).default('balancedAccuracy'))
    .option(
      '--prune-after <epochs>',
      'give a trial up whose best epoch so far is worse than the median of the others, from this epoch on',
      wholeNumber,
    )
    .option('--prune-startup <trials>', 'so many trials must have come to their end before one is given up (default: 4)', wholeNumber)
    .option('--startup <trials>', 'tpe: so many are drawn by themselves at first (default: 8)', wholeNumber)
    .option('--eta <n>', 'halving: one in so many goes on to the next rung, which is so many times as long (default: 3)', wholeNumber)
    .option('--first-rung <epochs>', 'halving: epochs that all trials train (default: 2)', wholeNumber)
    .option('--search-seed <n>', 'seed of the proposals; --seed is that of the trainings', wholeNumber, 1);
  addTrainingOptions(start).action((datasetText: string | undefined, options: SearchOptions, command: Command) =>
    perform(command, async (tools) => {
      if (datasetText === undefined && options.split === undefined) {
        throw new AppError('invalid-input', 'Name the dataset to search on, or a split of it with --split. See also: nevus search list');
      }
      const caller = await tools.openHost();
      const recipe = await findRecipe(caller, options.recipe);
      const trainingOptions = applyOverrides(recipe, options);
      const space = options.set.length === 0 ? defaultSpace(trainingOptions) : options.set.map(parseDimension);
      const split = await chooseSplit(caller, datasetText, options.split, tools);
      const started = await caller.call('searches.start', {
        splitId: split.id,
        recipeId: recipe.id,
        ...(options.name === undefined ? {} : { name: options.name }),
        options: trainingOptions,
        space,
        method: methodOf(options),
        trials: options.trials,
        metric: options.metric,
        pruning: pruningOf(options),
        seed: options.searchSeed,
      });
      tools.progress.note(`Search ${started.searchId}, ${options.trials} trials over ${space.map(describeDimension).join('; ')}.`);
      const { search: ended, trials } = await watchSearch(caller, started, tools);
      return { json: { search: ended, trials }, text: describeSearch(ended, trials) };
    }),
  );
  search
    .command('resume')
    .description('go on with a search that was paused or interrupted, with the trial that it was at')
    .argument('<search>', 'id or name')
    .action((text: string, _options: object, command: Command) =>
      perform(command, async (tools) => {
        const caller = await tools.openHost();
        const { id: searchId, jobId } = await findSearch(caller, text);
        if (jobId === null) throw new AppError('not-allowed', `Search ${searchId} cannot be resumed: nothing is left to go on with.`);
        await caller.call('jobs.resume', { jobId });
        const { search: ended, trials } = await watchSearch(caller, { searchId, jobId }, tools);
        return { json: { search: ended, trials }, text: describeSearch(ended, trials) };
      }),
    );
  addSearchResults(search);
}

function methodOf({ method, startup, eta, firstRung }: SearchOptions): SearchMethod {
  const belongs = {
    startup: ['--startup', 'tpe', startup],
    eta: ['--eta', 'halving', eta],
    firstRung: ['--first-rung', 'halving', firstRung],
  } as const;
  for (const [flag, owner, value] of Object.values(belongs)) {
    if (value !== undefined && owner !== method)
      throw new AppError('invalid-input', `${flag} belongs to --method ${owner}, and this one is ${method}.`);
  }
  switch (method) {
    case 'random':
      return { kind: 'random' };
    case 'tpe':
      return { kind: 'tpe', ...(startup === undefined ? {} : { startupTrials: startup }) };
    case 'halving':
      return { kind: 'halving', ...(eta === undefined ? {} : { eta }), ...(firstRung === undefined ? {} : { firstRung }) };
  }
}

function pruningOf({ pruneAfter, pruneStartup }: SearchOptions): CallInput<HostProtocol, 'searches.start'>['pruning'] {
  if (pruneAfter === undefined) {
    if (pruneStartup !== undefined)
      throw new AppError('invalid-input', '--prune-startup needs --prune-after: from which epoch on trials are given up.');
    return { kind: 'none' };
  }
  return { kind: 'median', afterEpochs: pruneAfter, ...(pruneStartup === undefined ? {} : { startupTrials: pruneStartup }) };
}
