import type { TrainingOptions } from '../../common/domain/training-config.ts';

/** Options under which `split` batches make up what was one. */
export function splitBatches<Options extends Pick<TrainingOptions, 'batchSize' | 'accumulationSteps'>>(
  options: Options,
  split: number,
): Options {
  return { ...options, batchSize: options.batchSize / split, accumulationSteps: options.accumulationSteps * split };
}
