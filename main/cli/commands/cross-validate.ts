import type { Command } from 'commander';
import type { Split } from '../../../common/domain/dataset.ts';
import { namingRuleWords } from '../../../common/domain/naming.ts';
import type { OutOfFold } from '../../../common/domain/out-of-fold.ts';
import { validatedBalancedAccuracy } from '../../../common/domain/run.ts';
import type { Run } from '../../../common/domain/run.ts';
import { findTeacher } from '../distillation-overrides.ts';
import { findDataset, findRecipe, findRun, findSplit } from '../find-items.ts';
import { share, wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { warnOfRandomStart } from '../random-start.ts';
import { describeOutOfFold } from '../text/out-of-fold.ts';
import { formatShare } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';
import { trainRun } from '../train-run.ts';
import { addTrainingOptions, applyOverrides } from '../training-overrides.ts';
import type { TrainingOverrides } from '../training-overrides.ts';

interface CrossValidateOptions extends TrainingOverrides {
  readonly folds?: number;
  readonly test: number;
  readonly splitSeed: number;
  readonly within?: string;
  readonly recipe: string;
  readonly name?: string;
}

export function addCrossValidateCommand(program: Command): void {
  const command = program
    .command('cross-validate')
    .description(
      'Train one network for each fold of a grouped, stratified cross-validation, all with the same test part, and combine them to an ensemble.',
    )
    .argument('<dataset>', 'id or name')
    .option('--folds <k>', 'number of folds (default: the recipe’s, else 5)', wholeNumber)
    .option('--test <share>', 'share of the photographs for the test part, which no fold learns', share, 0.15)
    .option('--split-seed <n>', 'seed of the folds', wholeNumber, 1)
    .option('--within <split>', 'divide the training part of this split only (id or name): the ensemble may then teach a network on it')
    .option('--recipe <id>', 'see: nevus recipes', 'hmnist-cnn')
    .option('--name <name>', 'name of the ensemble; its runs are named after it');
  addTrainingOptions(command).action((datasetText: string, options: CrossValidateOptions, self: Command) =>
    perform(self, async (tools) => {
      const caller = await tools.openHost();
      const dataset = await findDataset(caller, datasetText);
      const recipe = await findRecipe(caller, options.recipe);
      const trainingOptions = applyOverrides(recipe, options);
      const warning = warnOfRandomStart(recipe, trainingOptions);
      if (warning !== null) tools.progress.note(warning);
      const teacher = await findTeacher(caller, options);
      const { test: testShare, splitSeed: seed } = options;
      const folds = options.folds ?? recipe.ensemble?.folds ?? 5;
      const within = options.within === undefined ? null : await findSplit(caller, dataset, options.within);
      const { splits } = await caller.call('splits.createFolds', {
        datasetId: dataset.id,
        folds,
        testShare,
        seed,
        ...(within === null ? {} : { withinSplitId: within.id }),
      });
      const runs: Run[] = [];
      const name = options.name ?? `${recipe.id}, ${folds} folds`;
      for (const [fold, split] of splits.entries()) {
        tools.say(`Fold ${fold + 1} of ${folds} ...`);
        const config = {
          splitId: split.id,
          recipeId: recipe.id,
          options: trainingOptions,
          ...teacher,
          name: `${name}: ${fold + 1}`.slice(0, 120),
        };
        runs.push(await trainRun(caller, config, tools));
      }
      const ensemble = await caller.call('runs.combine', { runIds: runs.map(({ id }) => id), name: name.slice(0, 120) });
      const { outOfFold } = await caller.call('runs.outOfFold', { runId: ensemble.id });
      const summary = summarise(runs);
      return {
        json: {
          ensemble: ensemble.id,
          runs: runs.map(({ id }) => id),
          splits: splits.map(({ id }) => id),
          naming: ensemble.naming,
          validationBalancedAccuracies: runs.map(validatedBalancedAccuracy),
          ...summary,
          outOfFold,
        },
        text: describe({ ensemble, runs, splits, summary, outOfFold, views: recipe.ensemble?.views ?? 8 }),
      };
    }),
  );
}

export function addEnsembleCommand(program: Command): void {
  program
    .command('ensemble')
    .description('Combine runs that share their test part: the mean of their calibrated probabilities answers as one run.')
    .argument('<runs...>', 'ids or names')
    .option('--name <name>', 'name of the ensemble')
    .action((texts: string[], options: { readonly name?: string }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const runIds: number[] = [];
        for (const text of texts) runIds.push((await findRun(caller, text)).id);
        const ensemble = await caller.call('runs.combine', { runIds, ...(options.name === undefined ? {} : { name: options.name }) });
        const text = `Run ${ensemble.id} (${ensemble.name}) answers for runs ${runIds.join(', ')}. Evaluate it with: nevus evaluate ${ensemble.id} --part test`;
        return { json: { ensemble: ensemble.id, name: ensemble.name, members: ensemble.members }, text };
      }),
    );
}

interface Summary {
  /** Mean and standard deviation over the folds of the balanced accuracy on what each did not learn. */
  readonly mean: number;
  readonly standardDeviation: number;
}

function summarise(runs: readonly Run[]): Summary {
  const figures = runs.map((run) => validatedBalancedAccuracy(run) ?? 0);
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / Math.max(1, figures.length - 1);
  return { mean, standardDeviation: Math.sqrt(variance) };
}

interface CrossValidated {
  readonly ensemble: Run;
  readonly runs: readonly Run[];
  readonly splits: readonly Split[];
  readonly summary: Summary;
  readonly outOfFold: OutOfFold | null;
  readonly views: number;
}

function describe({ ensemble, runs, splits, summary, outOfFold, views }: CrossValidated): string {
  const { mean, standardDeviation } = summary;
  const rows = runs.map((run, fold) => [
    fold + 1,
    run.id,
    splits[fold]?.counts.validation ?? 0,
    run.bestEpoch ?? '-',
    formatShare(validatedBalancedAccuracy(run)),
  ]);
  return [
    formatTable(['fold', 'run', 'validation photographs', 'best epoch', 'balanced accuracy'], rows),
    `Balanced accuracy over the folds, named ${namingRuleWords[ensemble.naming]}: ${formatShare(mean)} (standard deviation ${formatShare(standardDeviation)}).`,
    '',
    ...(outOfFold === null ? [] : [describeOutOfFold(outOfFold), '']),
    `The ensemble is run ${ensemble.id} (${ensemble.name}). Evaluate it with: nevus evaluate ${ensemble.id} --part test --views ${views}`,
  ].join('\n');
}
