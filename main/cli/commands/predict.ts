import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { wholeNumber } from '../option-values.ts';
import { findTrainedRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { predictFile } from '../predict-file.ts';
import type { FilePrediction } from '../predict-file.ts';
import { describePrediction } from '../text/prediction.ts';
import { researchUseOnly } from '../text/research-use.ts';

interface PredictOptions {
  readonly run?: string;
  readonly views: number;
  readonly beamWidth?: number;
}

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description('Predict photographs: for each the diagnoses in order of their probability. Nothing of them is stored.')
    .argument('<files...>', 'photographs')
    .option('--run <run>', 'id or name (default: the latest trained run)')
    .option('--views <n>', 'look at each photograph in so many ways and average (1 to 36)', wholeNumber, 1)
    .option(
      '--beam-width <n>',
      'search along the diagnosis tree (malignant or benign, group, diagnosis) and keep so many branches at each level; 1 is greedy',
      wholeNumber,
    )
    .action((files: string[], options: PredictOptions, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        const caller = await openHost();
        const run = await findTrainedRun(caller, options.run);
        const predictions: FilePrediction[] = [];
        for (const [index, file] of files.entries()) {
          progress.show('predict', `Predicting ${index + 1} of ${files.length}: ${file}`);
          predictions.push(await predictFile(caller, run.id, file, signal, options));
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
