import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Network } from '../models/network.ts';

/** What a training is about to take, bytes. */
interface MemoryNeed {
  /** The process, the weights and all that is kept for each weight. */
  readonly fixedBytes: number;
  /** What a step keeps of each photograph in its batch. */
  readonly bytesPerPhotograph: number;
}

/** Memory of the device that computes, bytes. */
export interface DeviceMemory {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Node with TensorFlow, a compiled step and a feed of batches: 0.5 to 0.6 GB were measured. */
const processBytes = 600e6;
const bytesPerValue = 4;
/**
 * Memory of a step over the sum of all layers' outputs. Measured on the processor: 1.85 (hmnist-cnn, 28 pixels), 1.3 (64 pixels), 0.7 (MobileNet v1, width
 * 0.5, 128 pixels) and 1.4 (width 1, 224 pixels); docs/decisions/0021-memory.md.
 */
const stepShare = 1.5;

/**
 * An estimate from the network's shapes; right within a factor of two.
 * @param photographCount of the training part: a teacher's answers for all of them are kept, once as they are read and once softened
 */
export function estimateMemory(network: Network, options: TrainingOptions, photographCount: number): MemoryNeed {
  const slots = { adam: 2, adamw: 2, sgd: 1, rmsprop: 2 }[options.optimizer];
  // tfjs's variable, the session's, its gradient; then what the options add.
  const copies = 3 + slots + (options.averageDecay === null ? 0 : 1) + (options.accumulationSteps > 1 ? 1 : 0);
  const answers = options.distillation === null ? 0 : photographCount * (network.trained.outputs[0]?.shape.at(-1) ?? 1);
  return {
    fixedBytes: processBytes + bytesPerValue * (network.weightCount + (copies - 1) * network.trained.countParams() + 2 * answers),
    bytesPerPhotograph: stepShare * bytesPerValue * countOutputs(network.trained),
  };
}

function countOutputs(model: LayersModel): number {
  const shapes = model.layers.flatMap((layer) => [layer.getOutputAt(0)].flat().map(({ shape }) => shape.slice(1)));
  return shapes.reduce((sum, shape) => sum + shape.reduce<number>((product, length) => product * (length ?? 1), 1), 0);
}

/**
 * Says what a training needs, and a warning where that much is not free.
 * @throws AppError `out-of-memory` where half of the estimate would be more than there is in all, naming a batch size that should fit
 */
export function checkMemory({ fixedBytes, bytesPerPhotograph }: MemoryNeed, batchSize: number, memory: DeviceMemory): string {
  const needed = fixedBytes + batchSize * bytesPerPhotograph;
  const fitting = Math.floor((memory.totalBytes - fixedBytes) / bytesPerPhotograph);
  if (needed / 2 > memory.totalBytes) {
    const advice = fitting > 0 ? `Start again with a batch size of ${fitting} at most, or` : 'Start again with';
    throw new AppError(
      'out-of-memory',
      `This training needs about ${gigabytes(needed)} of memory, but there are ${gigabytes(memory.totalBytes)} in all. Nothing was changed. ${advice} smaller images or a smaller network.`,
      { batchSize, fittingBatchSize: Math.max(0, fitting) },
    );
  }
  const need = `The training needs about ${gigabytes(needed)} of memory; ${gigabytes(memory.freeBytes)} are free.`;
  if (needed <= memory.freeBytes) return need;
  const fittingNow = Math.floor((memory.freeBytes - fixedBytes) / bytesPerPhotograph);
  const advice = fittingNow > 0 ? `a batch size of ${fittingNow} would fit` : 'close other programs';
  return `${need} It may be stopped by the system: ${advice}.`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
