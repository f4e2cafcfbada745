import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EpochRecord, Run } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { learningCurves } from '../../../common/reports/learning-curves.ts';
import { lineChartSvg } from '../../../common/reports/line-chart-svg.ts';
import { findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { formatDuration, formatShare } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';

/** Of each chart, px. */
const chartSize = { width: 720, height: 260 };

export function addRunCurves(runs: Command): void {
  runs
    .command('curves')
    .description('what a run learned from epoch to epoch, on its training and validation part; several runs: over each other')
    .argument('<runs...>', 'ids or names')
    .option('--out <file>', 'draw them there, as SVG')
    .action((texts: string[], { out }: { readonly out?: string }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const learned: (Run & { readonly epochs: readonly EpochRecord[] })[] = [];
        for (const text of texts) {
          const run = await findRun(caller, text);
          const { epochs } = await caller.call('runs.epochs', { runId: run.id });
          if (epochs.length === 0) throw new AppError('invalid-input', `${run.name} has no finished epoch yet, so there is no curve.`);
          learned.push({ ...run, epochs: epochs.map(({ record }) => record) });
        }
        if (out !== undefined) await writeFile(resolve(out), lineChartSvg(learningCurves(learned), chartSize));
        return {
          json: { runs: learned.map(({ id, name, bestEpoch, epochs }) => ({ run: id, name, bestEpoch, epochs })) },
          text: out === undefined ? learned.map(describeCurve).join('\n\n') : `The curves are in ${resolve(out)}.`,
        };
      }),
    );
}

function describeCurve({ id, name, bestEpoch, epochs }: Run & { readonly epochs: readonly EpochRecord[] }): string {
  const rows = epochs.map((record) => [
    `${record.epoch}${record.epoch === bestEpoch ? ' *' : ''}`,
    formatShare(record.trainLoss),
    formatShare(record.validationLoss),
    formatShare(record.validationBalancedAccuracy),
    formatShare(record.validationAccuracy),
    formatDuration(record.durationMs),
  ]);
  const headers = ['epoch (* best)', 'training loss', 'validation loss', 'balanced accuracy', 'accuracy', 'time'];
  return `Run ${id} (${name})\n${formatTable(headers, rows)}`;
}
