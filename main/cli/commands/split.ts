import { Option } from 'commander';
import type { Command } from 'commander';
import { findDataset } from '../find-items.ts';
import { share, wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { readSplitFile } from '../read-split-file.ts';
import { describeSplit } from '../text/split.ts';

interface SplitOptions {
  readonly seed: number;
  readonly validation: number;
  readonly test: number;
  readonly name?: string;
  readonly from?: string;
  readonly by: 'lesion' | 'photograph';
  readonly publisherParts?: true;
}

export function addSplitCommand(program: Command): void {
  program
    .command('split')
    .description('Divide a dataset into a training, a validation and a test part. All photographs of a lesion stay together.')
    .argument('<dataset>', 'id or name')
    .option('--seed <n>', 'seed of the division', wholeNumber, 1)
    .option('--validation <share>', 'share of the photographs for validation', share, 0.15)
    .option('--test <share>', 'share of the photographs for the test part', share, 0.15)
    .addOption(
      new Option(
        '--by <what>',
        'what stays in one part: lesion, or photograph, which can leak and is marked so (the only way where lesions are not known)',
      )
        .choices(['lesion', 'photograph'])
        .default('lesion'),
    )
    .option('--publisher-parts', 'keep the publisher’s test part (folders Train and Test); what shows the same elsewhere is left out')
    .option('--name <name>', 'name of the split')
    .option(
      '--from <csv>',
      'take the parts from this file, columns image_id and part (train, validation, test); refused where a lesion is in two parts',
    )
    .action((datasetText: string, options: SplitOptions, command: Command) =>
      perform(command, async ({ openHost }) => {
        const parts = options.from === undefined ? null : await readSplitFile(options.from);
        const caller = await openHost();
        const dataset = await findDataset(caller, datasetText);
        const split =
          parts === null
            ? await caller.call('splits.create', {
                datasetId: dataset.id,
                seed: options.seed,
                validationShare: options.validation,
                testShare: options.test,
                grouping: options.by,
                parts: options.publisherParts === true ? 'source' : 'random',
                ...(options.name === undefined ? {} : { name: options.name }),
              })
            : await caller.call('splits.assign', { datasetId: dataset.id, name: options.name ?? parts.fileName, parts: parts.rows });
        return {
          json: {
            split: split.id,
            dataset: dataset.id,
            name: split.name,
            grouping: split.grouping,
            counts: split.counts,
            classCounts: split.classCounts,
          },
          text: describeSplit(split, dataset),
        };
      }),
    );
}
