import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';

const bytesPerNumber = 4;

/**
 * Refuses, before the first step, a batch whose largest layer does not fit into one of the device's buffers.
 * @throws AppError `out-of-memory` naming the batch size that fits
 */
export function checkLargestTensor(
  model: LayersModel,
  batchSize: number,
  engine: Pick<EngineDescription, 'label' | 'largestTensorBytes'>,
): void {
  if (engine.largestTensorBytes === null) return;
  const sizes = model.layers.flatMap((layer) => [layer.getOutputAt(0)].flat().map(({ shape }) => numbersIn(shape.slice(1))));
  const largest = bytesPerNumber * Math.max(...sizes);
  const fitting = Math.floor(engine.largestTensorBytes / largest);
  if (batchSize <= fitting) return;
  const advice = fitting > 0 ? `Start again with a batch size of ${fitting} at most` : 'Choose smaller images or a smaller network';
  throw new AppError(
    'out-of-memory',
    `A batch of ${batchSize} photographs is too large for ${engine.label}: its largest layer has ${gigabytes(batchSize * largest)}, but one buffer there holds ${gigabytes(engine.largestTensorBytes)}. ${advice}, or another engine.`,
    { batchSize, fittingBatchSize: fitting },
  );
}

function numbersIn(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, length) => product * (length ?? 1), 1);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
