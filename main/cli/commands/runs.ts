import type { Command } from 'commander';
import { findDataset } from '../find-items.ts';
import { perform } from '../perform.ts';
import { formatShare, formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';

export function addRunsCommand(program: Command): void {
  program
    .command('runs')
    .description('List the training runs of the workspace.')
    .argument('[dataset]', 'only the runs of this dataset (id or name)')
    .action((datasetText: string | undefined, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const filter = datasetText === undefined ? {} : { datasetId: (await findDataset(caller, datasetText)).id };
        const { runs } = await caller.call('runs.list', filter);
        const rows = runs.map((run) => [
          run.id,
          run.name,
          run.recipeId,
          run.status,
          `${run.epochsDone}/${run.options.epochs}`,
          run.bestEpoch ?? '-',
          formatShare(run.bestBalancedAccuracy),
          run.engine?.device ?? '-',
          formatTime(run.createdAt),
        ]);
        const headers = ['id', 'run', 'recipe', 'status', 'epochs', 'best epoch', 'balanced accuracy (validation)', 'device', 'created'];
        return {
          json: { runs },
          text: rows.length === 0 ? 'No runs yet. Train one with: nevus train <dataset>' : formatTable(headers, rows),
        };
      }),
    );
}
