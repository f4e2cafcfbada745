import type { Command } from 'commander';
import { perform } from '../perform.ts';
import { formatCount, formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';

export function addDatasetsCommand(program: Command): void {
  program
    .command('datasets')
    .description('List the datasets of the workspace and their splits.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { datasets } = await caller.call('datasets.list', {});
        const { splits } = await caller.call('splits.list', {});
        const rows = datasets.map((dataset) => [
          dataset.id,
          dataset.name,
          dataset.status,
          formatCount(dataset.photographCount),
          dataset.hasLesionIds ? formatCount(dataset.lesionCount) : '-',
          formatCount(dataset.rejectedCount),
          dataset.classCounts.map(({ label, count }) => `${label} ${formatCount(count)}`).join(', '),
          formatTime(dataset.createdAt),
        ]);
        const names = new Map(datasets.map((dataset) => [dataset.id, dataset.name]));
        const splitRows = splits.map((split) => [
          split.id,
          split.name,
          names.get(split.datasetId) ?? String(split.datasetId),
          formatCount(split.counts.train),
          formatCount(split.counts.validation),
          formatCount(split.counts.test),
          split.testOpenings,
        ]);
        const tables = [
          formatTable(['id', 'dataset', 'status', 'photographs', 'lesions', 'rejected', 'diagnoses', 'imported'], rows),
          formatTable(['id', 'split', 'dataset', 'train', 'validation', 'test', 'test opened'], splitRows),
        ];
        const text = tables.filter((table) => table !== '').join('\n\n');
        return { json: { datasets, splits }, text: text === '' ? 'No datasets yet. Import one with: nevus import <folder>' : text };
      }),
    );
}
