import type { Command } from 'commander';
import { AppError } from '../../../common/errors/app-error.ts';
import { findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { describeOutOfFold } from '../text/out-of-fold.ts';

export function addRunOutOfFold(runs: Command): void {
  runs
    .command('out-of-fold')
    .description(
      'what the runs of an ensemble said of photographs that they did not learn from: of five folds, all but those of the test part; nothing is predicted and no test part is opened',
    )
    .argument('<ensemble>', 'id or name')
    .action((text: string, _options: object, command: Command) =>
      perform(command, async ({ openHost, signal }) => {
        const caller = await openHost();
        const run = await findRun(caller, text);
        if (run.members === null)
          throw new AppError(
            'invalid-input',
            `${run.name} is one network, not an ensemble. Its validation part is told by: nevus evaluate ${run.id} --part validation`,
          );
        const { outOfFold } = await caller.call('runs.outOfFold', { runId: run.id }, { signal });
        if (outOfFold === null) {
          throw new AppError(
            'conflict',
            `Not all runs of ${run.name} have their predictions of their validation part. Evaluate each of them once: nevus evaluate <run> --part validation`,
          );
        }
        return {
          json: { run: run.id, name: run.name, ...outOfFold },
          text: `Run ${run.id} (${run.name})\n${describeOutOfFold(outOfFold)}`,
        };
      }),
    );
}
