import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findTrainedRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { formatQuantity } from '../text/numbers.ts';
import { writeNewFile } from '../write-new-file.ts';

export function addReviewCommand(program: Command): void {
  const review = program.command('review').description('Readings of the review screen.');
  review
    .command('export')
    .description('Export the readings of a run as CSV, to stdout or into a file.')
    .argument('[run]', 'id or name (default: the latest trained run)')
    .option('--output <file>', 'write to this file; an existing one is not overwritten')
    .action((runText: string | undefined, options: { readonly output?: string }, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const run = await findTrainedRun(caller, runText);
        const exported = await caller.call('reviews.export', { runId: run.id });
        if (options.output === undefined) return { json: { run: run.id, ...exported }, text: exported.csv.trimEnd() };
        const path = resolve(options.output);
        await writeNewFile(path, exported.csv);
        return {
          json: { run: run.id, fileName: path, caseCount: exported.caseCount },
          text: `${path}: ${formatQuantity(exported.caseCount, 'case')} of run ${run.id} (${run.name}).`,
        };
      }),
    );
}
