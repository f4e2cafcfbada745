import { Option } from 'commander';
import type { Command } from 'commander';
import { ComparedPart, fewestCompared, mostCompared } from '../../../common/domain/comparison.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { describeComparison } from '../text/comparison.ts';

interface CompareOptions {
  readonly part: ComparedPart;
  readonly reference?: string;
}

export function addCompareRuns(runs: Command): void {
  runs
    .command('compare')
    .description(
      'which of two to four runs is better, and whether by more than chance, on photographs that all have judged; nothing is evaluated and no test part is opened',
    )
    .argument('<runs...>', 'ids or names')
    .addOption(
      new Option('--part <part>', "part of the runs' splits; test only where it has been opened with each")
        .choices(ComparedPart.options)
        .default('validation'),
    )
    .option('--reference <run>', 'the run that the others are measured against (default: the first)')
    .action((texts: string[], options: CompareOptions, command: Command) =>
      perform(command, async ({ openHost, signal }) => {
        const caller = await openHost();
        const compared = [];
        for (const text of texts) compared.push(await findRun(caller, text));
        const runIds = [...new Set(compared.map(({ id }) => id))];
        if (runIds.length < fewestCompared || runIds.length > mostCompared) {
          throw new AppError('invalid-input', `Name ${fewestCompared} to ${mostCompared} different runs to compare, not ${runIds.length}.`);
        }
        const reference = options.reference === undefined ? compared[0] : await findRun(caller, options.reference);
        if (reference === undefined || !runIds.includes(reference.id)) {
          throw new AppError('invalid-input', `The reference, ${reference?.name ?? ''}, must be one of the runs that are compared.`);
        }
        const comparison = await caller.call('runs.compare', { runIds, referenceRunId: reference.id, part: options.part }, { signal });
        const names = new Map(compared.map(({ id, name }) => [id, name]));
        return {
          json: { ...comparison, runs: comparison.runs.map((run) => ({ name: names.get(run.runId), ...run })) },
          text: describeComparison(comparison, names),
        };
      }),
    );
}
