import { BatchFeed } from '../data/batch-feed.ts';
import type { BatchSource } from '../data/batch-feed.ts';
import { planInOrder } from '../data/epoch-plan.ts';
import { letMessagesIn } from './pause.ts';
import type { TrainingStep } from './training-step.ts';

/** Photographs that are predicted at once while training. */
const batchSize = 64;

/** Class probabilities of a part's photographs, in its order, as the network stands. */
export async function evaluate(task: {
  readonly count: number;
  readonly batches: BatchSource;
  readonly step: TrainingStep;
  readonly signal: AbortSignal;
}): Promise<number[][]> {
  const feed = new BatchFeed(planInOrder(task.count), batchSize, task.batches);
  const rows: number[][] = [];
  for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) {
    await letMessagesIn(task.signal);
    rows.push(...splitRows(await task.step.predict(batch.inputs, batch.size, batch.facts), batch.size));
  }
  return rows;
}

/** Cuts a flat array into rows of equal length. */
export function splitRows(values: Float32Array, rowCount: number): number[][] {
  const length = values.length / rowCount;
  return Array.from({ length: rowCount }, (_, row) => Array.from(values.subarray(row * length, (row + 1) * length)));
}
