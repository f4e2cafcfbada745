import { createHash } from 'node:crypto';
import type { Variable } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { TrainTask } from '../../../common/contract/engine-protocol.ts';
import type { TaskIdentity } from './checkpoint.ts';

/** Those that have no influence on the numbers, so that a run can be resumed with others. */
const harmless = ['engine', 'checkpointMinutes', 'whenOutOfMemory', 'naming'] as const;

/** Those that checkpoints of earlier versions do not name, as JSON of the value that means what those did. */
const addedLater: Readonly<Partial<Record<keyof TrainTask['options'], string>>> = {
  distillation: 'null',
  facts: '[]',
  headFirst: 'null',
  smallerFirst: '[]',
};

/**
 * What a run is of.
 * @param weights of the network, before the first step
 */
export async function identifyTask(task: z.infer<typeof TrainTask>, weights: readonly Variable[]): Promise<TaskIdentity> {
  const later = new Map(Object.entries(addedLater));
  const options = Object.entries(task.options)
    .filter(([name, value]) => !harmless.some((other) => other === name) && later.get(name) !== JSON.stringify(value))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const { classes, train, validation, teacher } = task;
  const data = [
    ...[classes, train.labels, validation.labels],
    ...(teacher === null ? [] : [teacher.sha256]),
    ...(task.options.facts.length === 0 ? [] : [train.facts, validation.facts]),
  ];
  const startingWeights = createHash('sha256');
  for (const weight of weights) {
    const values = await weight.data<'float32'>();
    startingWeights.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return {
    options: JSON.stringify(options),
    // Not the rows: a pixel cache that was built anew may have the same photographs in other places.
    data: createHash('sha256').update(JSON.stringify(data)).digest('hex'),
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
