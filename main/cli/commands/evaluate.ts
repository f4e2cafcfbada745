import { Option } from 'commander';
import type { Command } from 'commander';
import { AppError } from '../../../common/errors/app-error.ts';
import { evaluateRun } from '../evaluate-run.ts';
import { wholeNumber } from '../option-values.ts';
import { findDataset, findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { describeEvaluation } from '../text/evaluation.ts';

interface EvaluateOptions {
  readonly part?: 'validation' | 'test';
  readonly views: number;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('Measure a run on a part of its own split, or on a whole other dataset. Opening the test part is counted.')
    .argument('<run>', 'id or name')
    .argument('[dataset]', 'another dataset (id or name), such as an external test set')
    .addOption(new Option('--part <part>', "part of the run's own split (default: validation)").choices(['validation', 'test']))
    .option('--views <n>', 'look at each photograph in so many ways and average (test-time augmentation, 1 to 36)', wholeNumber, 1)
    .action((runText: string, datasetText: string | undefined, options: EvaluateOptions, command: Command) =>
      perform(command, async (tools) => {
        if (datasetText !== undefined && options.part !== undefined) {
          throw new AppError('invalid-input', 'Name either another dataset or, with --part, a part of the own split.');
        }
        const caller = await tools.openHost();
        const run = await findRun(caller, runText);
        const target =
          datasetText === undefined ? { part: options.part ?? 'validation' } : { datasetId: (await findDataset(caller, datasetText)).id };
        const dataset = 'datasetId' in target ? await caller.call('datasets.get', { datasetId: target.datasetId }) : null;
        const evaluation = await evaluateRun(caller, run.id, { ...target, views: options.views }, tools);
        return {
          json: {
            evaluation: evaluation.id,
            run: run.id,
            dataset: evaluation.datasetId,
            part: evaluation.part,
            testOpening: evaluation.testOpening,
            classes: evaluation.metrics.perClass.map(({ label }) => label),
            ...evaluation.metrics,
            views: evaluation.views,
            naming: evaluation.naming,
            namingOpenings: evaluation.namingOpenings,
            byRule: evaluation.byRule,
            interval: evaluation.interval,
            byLesion: evaluation.byLesion,
            calibration: evaluation.calibration,
          },
          text: describeEvaluation(run, evaluation, dataset?.layout === 'isic2018-groundtruth'),
        };
      }),
    );
}
