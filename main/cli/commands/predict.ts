import { Option } from 'commander';
import type { Command } from 'commander';
import { requireTaken } from '../../../common/domain/patient-facts.ts';
import type { TypedFacts } from '../../../common/domain/patient-facts.ts';
import { exitCodes } from '../exit-codes.ts';
import { ageInYears, wholeNumber } from '../option-values.ts';
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
  readonly age?: number;
  readonly sex?: 'female' | 'male';
  readonly site?: string;
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
    .optionsGroup('What is known of the patient, for a run that was trained with it:')
    .option('--age <years>', 'age in years', ageInYears)
    .addOption(new Option('--sex <sex>').choices(['female', 'male']))
    .option('--site <site>', "body site, in the words of the run's dataset: back, face, lower extremity ...")
    .action((files: string[], options: PredictOptions, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        const caller = await openHost();
        const run = await findTrainedRun(caller, options.run);
        const facts: TypedFacts = { ageYears: options.age ?? null, sex: options.sex ?? null, site: options.site ?? null };
        requireTaken(run.options.facts, facts, run.name);
        const predictions: FilePrediction[] = [];
        for (const [index, file] of files.entries()) {
          progress.show('predict', `Predicting ${index + 1} of ${files.length}: ${file}`);
          predictions.push(await predictFile(caller, run.id, file, signal, { ...options, facts }));
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
