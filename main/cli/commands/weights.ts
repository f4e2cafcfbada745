import { resolve } from 'node:path';
import type { Command } from 'commander';
import { perform } from '../perform.ts';
import { formatCount, formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';

export function addWeightsCommand(program: Command): void {
  const weights = program.command('weights').description('Pretrained weights of backbones, needed by recipes that do not start at random.');
  weights
    .command('list')
    .description('List the imported weights.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const imported = (await (await openHost()).call('weights.list', {})).weights;
        const rows = imported.map((entry) => [
          entry.id,
          entry.name,
          entry.architecture,
          entry.alpha ?? '-',
          formatCount(entry.weightCount),
          entry.sha256.slice(0, 12),
          formatTime(entry.importedAt),
        ]);
        const headers = ['id', 'name', 'architecture', 'alpha', 'weights', 'sha256', 'imported'];
        return {
          json: { weights: imported },
          text: rows.length === 0 ? 'No weights yet. Import some with: nevus weights import <folder>' : formatTable(headers, rows),
        };
      }),
    );
  weights
    .command('import')
    .description('Import a folder with TensorFlow.js weights (model.json and its shards) of a known backbone.')
    .argument('<folder>', 'folder with model.json')
    .action((folder: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { folderId } = await caller.call('folders.open', { path: resolve(folder) });
        const entry = await caller.call('weights.import', { folderId });
        return {
          json: { weights: entry },
          text: `Weights ${entry.id} (${entry.name}): ${entry.architecture}${entry.alpha === null ? '' : ` ${entry.alpha}`}, ${formatCount(entry.weightCount)} weights.`,
        };
      }),
    );
}
