import type { Run } from '../../common/domain/run.ts';
import { fullSizeEpochs, phaseOfEpoch } from '../../common/domain/training-phases.ts';
import type { ProgressUpdate } from '../jobs/progress-meter.ts';

/** How far a training is, in batches. A first stage is counted by itself: its batches say nothing about how long the others take. */
export function countBatches(
  options: Run['options'],
  { epoch, batch, batchCount }: { readonly epoch: number; readonly batch: number; readonly batchCount: number },
): Omit<ProgressUpdate, 'unit'> {
  const headEpochs = options.headFirst?.epochs ?? 0;
  const isHead = phaseOfEpoch(options, epoch).stage === 'head';
  const [first, last] = isHead ? [0, headEpochs] : [headEpochs, options.epochs];
  const effortOf = (epochs: number): number => batchCount * (fullSizeEpochs(options, epochs) - fullSizeEpochs(options, first));
  return {
    done: (epoch - 1 - first) * batchCount + batch,
    total: (last - first) * batchCount,
    effort: { done: effortOf(epoch - 1 + batch / batchCount), total: effortOf(last) },
    stage: isHead ? 'Training the head' : 'Training',
  };
}
