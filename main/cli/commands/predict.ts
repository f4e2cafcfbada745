import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { findTrainedRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { predictFile } from '../predict-file.ts';
import type { FilePrediction } from '../predict-file.ts';
import { describePrediction } from '../text/prediction.ts';
import { researchUseOnly } from '../text/research-use.ts';

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description('Predict photographs: for each the diagnoses in order of their probability. Nothing of them is stored.')
    .argument('<files...>', 'photographs')
    .option('--run <run>', 'id or name (default: the latest trained run)')
    .action((files: string[], options: { readonly run?: string }, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        const caller = await openHost();
        const run = await findTrainedRun(caller, options.run);
        const predictions: FilePrediction[] = [];
        for (const [index, file] of files.entries()) {
          progress.show('predict', `Predicting ${index + 1} of ${files.length}: ${file}`);
          predictions.push(await predictFile(caller, run.id, file, signal));
        }
        const hasFailed = predictions.some((prediction) => 'error' in prediction);
        return {
          json: { run: run.id, predictions },
          text: [`Run ${run.id} (${run.name})`, ...predictions.map(describePrediction), researchUseOnly].join('\n'),
          exitCode: hasFailed ? exitCodes.unreadable : exitCodes.ok,
        };
      }),
    );
}
