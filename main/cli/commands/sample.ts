import { resolve } from 'node:path';
import type { Command } from 'commander';
import { diagnoses } from '../../../common/domain/diagnosis.ts';
import { generateSample } from '../../datasets/generate-sample.ts';
import { positiveNumber, wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { formatQuantity } from '../text/numbers.ts';

interface SampleOptions {
  readonly seed: number;
  readonly lesionsPerClass: number;
  readonly width: number;
  readonly height: number;
}

export function addSampleCommand(program: Command): void {
  program
    .command('sample')
    .description(
      'Generate synthetic dermatoscopic photographs of the seven diagnoses in the layout of HAM10000. The same seed gives the same files.',
    )
    .argument('<folder>', 'folder to make; it must be empty or absent')
    .option('--seed <n>', 'seed of the generator', wholeNumber, 1)
    .option('--lesions-per-class <n>', 'lesions of each diagnosis, some with several photographs', positiveNumber, 30)
    .option('--width <pixels>', 'width of a photograph', positiveNumber, 600)
    .option('--height <pixels>', 'height of a photograph', positiveNumber, 450)
    .action((folder: string, options: SampleOptions, command: Command) =>
      perform(command, async ({ signal, progress }) => {
        const path = resolve(folder);
        const result = await generateSample(path, {
          seed: options.seed,
          lesionsPerClass: options.lesionsPerClass,
          imageWidth: options.width,
          imageHeight: options.height,
          signal,
          onProgress: (done, total) => progress.show('sample', `Generating photographs: ${done} of ${total}`),
        });
        return {
          json: { folder: path, photographs: result.photographCount, lesions: result.lesionCount, classes: diagnoses.map(({ id }) => id) },
          text: `${path}: ${formatQuantity(result.photographCount, 'synthetic photograph')} of ${formatQuantity(result.lesionCount, 'lesion')}.\nImport them with: nevus import ${path}`,
        };
      }),
    );
}
