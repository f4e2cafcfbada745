import { createHash } from 'node:crypto';
import type { Variable } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { TrainTask } from '../../../common/contract/engine-protocol.ts';
import type { TaskIdentity } from './checkpoint.ts';

/** Those that have no influence on the numbers, so that a run can be resumed with others. */
const harmless = ['engine', 'checkpointMinutes', 'whenOutOfMemory'] as const;

/**
 * What a run is of.
 * @param weights of the network, before the first step
 */
export async function identifyTask(task: z.infer<typeof TrainTask>, weights: readonly Variable[]): Promise<TaskIdentity> {
  const options = Object.entries(task.options)
    .filter(([name]) => !harmless.some((other) => other === name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const startingWeights = createHash('sha256');
  for (const weight of weights) {
    const values = await weight.data<'float32'>();
    startingWeights.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return {
    options: JSON.stringify(options),
    // Not the rows: a pixel cache that was built anew may have the same photographs in other places.
    data: createHash('sha256')
      .update(JSON.stringify([task.classes, task.train.labels, task.validation.labels]))
      .digest('hex'),
    startingWeights: startingWeights.digest('hex'),
  };
}

/** In what two runs differ, as the end of a sentence; null where they are of the same. */
export function differenceBetween(one: TaskIdentity, other: TaskIdentity): string | null {
  if (one.options !== other.options) return 'with other options';
  if (one.data !== other.data) return 'on other photographs';
  if (one.startingWeights !== other.startingWeights) return 'from other starting weights';
  return null;
}
