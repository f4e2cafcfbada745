import type { Command } from 'commander';
import { namingRuleWords } from '../../../common/domain/naming.ts';
import type { Run } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { findTeacher } from '../distillation-overrides.ts';
import { chooseSplit } from '../choose-split.ts';
import { findRecipe, findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { warnOfRandomStart } from '../random-start.ts';
import { describeEngine } from '../text/engine.ts';
import { formatCount, formatQuantity, formatShare } from '../text/numbers.ts';
import { resumeRun, trainRun } from '../train-run.ts';
import { addTrainingOptions, applyOverrides } from '../training-overrides.ts';
import type { TrainingOverrides } from '../training-overrides.ts';

interface TrainOptions extends TrainingOverrides {
  readonly split?: string;
  readonly recipe: string;
  readonly name?: string;
  readonly resume?: string;
}

export function addTrainCommand(program: Command): void {
  const train = program
    .command('train')
    .description(
      'Train a network by a recipe on a split of a dataset, in a process of its own. Ctrl-C pauses it after its batch; a second one stops at once.',
    )
    .argument('[dataset]', 'id or name; its latest split is used, or one is made (seed 1, 15 % validation, 15 % test)')
    .option('--split <split>', 'this split (id or name)')
    .option('--recipe <id>', 'see: nevus recipes', 'hmnist-cnn')
    .option('--name <name>', 'name of the run')
    .option('--resume <run>', 'go on with a run that was paused or interrupted (id or name); its settings stay');
  addTrainingOptions(train).action((datasetText: string | undefined, options: TrainOptions, command: Command) =>
    perform(command, async (tools) => {
      if (options.resume !== undefined) {
        if (datasetText !== undefined || options.split !== undefined) {
          throw new AppError(
            'invalid-input',
            'A resumed run goes on with its own data: name either the run with --resume, or a dataset or split.',
          );
        }
        const resuming = await tools.openHost();
        const resumed = await resumeRun(resuming, await findRun(resuming, options.resume), tools);
        return { json: summariseRun(resumed), text: describeRun(resumed) };
      }
      if (datasetText === undefined && options.split === undefined) {
        throw new AppError(
          'invalid-input',
          'Name the dataset to train on, or a split of it with --split; or a run to go on with: --resume <run>.',
        );
      }
      const caller = await tools.openHost();
      const recipe = await findRecipe(caller, options.recipe);
      const trainingOptions = applyOverrides(recipe, options);
      const warning = warnOfRandomStart(recipe, trainingOptions);
      if (warning !== null) tools.progress.note(warning);
      const split = await chooseSplit(caller, datasetText, options.split, tools);
      const run = await trainRun(
        caller,
        {
          splitId: split.id,
          recipeId: recipe.id,
          options: trainingOptions,
          ...(await findTeacher(caller, options)),
          ...(options.name === undefined ? {} : { name: options.name }),
        },
        tools,
      );
      return { json: summariseRun(run), text: describeRun(run) };
    }),
  );
}

function summariseRun(run: Run): object {
  return {
    run: run.id,
    name: run.name,
    dataset: run.datasetId,
    split: run.splitId,
    recipe: run.recipeId,
    status: run.status,
    engine: run.engine,
    weightCount: run.weightCount,
    epochsDone: run.epochsDone,
    bestEpoch: run.bestEpoch,
    validationBalancedAccuracy: run.bestBalancedAccuracy,
    naming: run.naming,
    validation: run.validation,
    teacher: run.teacher,
    options: run.options,
  };
}

function describeRun(run: Run): string {
  return [
    `Run ${run.id} (${run.name}): ${formatQuantity(run.epochsDone, 'epoch')}, best ${run.bestEpoch ?? '-'}, balanced accuracy ${formatShare(run.bestBalancedAccuracy)} on the validation part.`,
    `${run.weightCount === null ? '' : `${formatCount(run.weightCount)} weights, `}trained by ${run.engine === null ? 'an unknown engine' : describeEngine(run.engine)}.`,
    ...describeValidation(run),
    ...describeTeacher(run),
    `Evaluate it with: nevus evaluate ${run.id} --part test`,
  ].join('\n');
}

/** By the network's own rule it is the figure of the best epoch. */
function describeValidation({ validation }: Run): string[] {
  if (validation === null || validation.naming === 'network') return [];
  const { naming, accuracy, balancedAccuracy } = validation;
  return [
    `Named ${namingRuleWords[naming]} (${naming}): balanced accuracy ${formatShare(balancedAccuracy)}, accuracy ${formatShare(accuracy)} on the validation part; the figure above is by the network's own answers.`,
  ];
}

function describeTeacher({ teacher }: Run): string[] {
  if (teacher === null) return [];
  const { validationCount, validationTrainedCount } = teacher;
  const flattery =
    validationTrainedCount === 0
      ? ''
      : ` It was trained on ${validationTrainedCount} of the ${validationCount} photographs of the validation part, so this figure flatters.`;
  return [`Learned from run ${teacher.runId} (${teacher.name}).${flattery}`];
}
