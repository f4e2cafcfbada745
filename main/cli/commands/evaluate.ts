import { Option } from 'commander';
import type { Command } from 'commander';
import { AppError } from '../../../common/errors/app-error.ts';
import { evaluateRun } from '../evaluate-run.ts';
import { findDataset, findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { describeEvaluation } from '../text/evaluation.ts';

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('Measure a run on a part of its own split, or on a whole other dataset. Opening the test part is counted.')
    .argument('<run>', 'id or name')
    .argument('[dataset]', 'another dataset (id or name), such as an external test set')
    .addOption(new Option('--part <part>', "part of the run's own split (default: validation)").choices(['validation', 'test']))
    .action((runText: string, datasetText: string | undefined, options: { readonly part?: 'validation' | 'test' }, command: Command) =>
      perform(command, async (tools) => {
        if (datasetText !== undefined && options.part !== undefined) {
          throw new AppError('invalid-input', 'Name either another dataset or, with --part, a part of the own split.');
        }
        const caller = await tools.openHost();
        const run = await findRun(caller, runText);
        const target =
          datasetText === undefined ? { part: options.part ?? 'validation' } : { datasetId: (await findDataset(caller, datasetText)).id };
        const evaluation = await evaluateRun(caller, run.id, target, tools);
        return {
          json: {
            evaluation: evaluation.id,
            run: run.id,
            dataset: evaluation.datasetId,
            part: evaluation.part,
            testOpening: evaluation.testOpening,
            classes: evaluation.metrics.perClass.map(({ label }) => label),
            ...evaluation.metrics,
          },
          text: describeEvaluation(run, evaluation),
        };
      }),
    );
}
