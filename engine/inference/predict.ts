import type { z } from 'zod';
import type { Predicted, PredictTask } from '../../common/contract/engine-protocol.ts';
import { nothingKnown, unknownSites } from '../../common/domain/patient-facts.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import { BatchFeed } from '../data/batch-feed.ts';
import { tellFacts } from '../data/fact-batches.ts';
import { planInOrder } from '../data/epoch-plan.ts';
import { photographBatches, viewBatches } from '../data/photograph-batches.ts';
import { defaultThreadCount, PhotographPool } from '../data/photograph-pool.ts';
import { checkPixelShape } from '../training/check-task.ts';
import { splitRows } from '../training/evaluate.ts';
import { explainOutOfMemory } from '../training/out-of-memory.ts';
import { letMessagesIn } from '../training/pause.ts';
import type { ReadyNetwork } from './loaded-model.ts';
import { testViews } from './views.ts';

/** So few are read before a thread would have started. */
const fewPhotographs = 256;

/**
 * Class probabilities of photographs, one row each, in the order of `task.rows`: the mean over `task.views` ways to look at each. A network that takes facts
 * gets those of the task; where there are none, that nothing is known.
 * @param onProgress told after every batch, in photographs
 * @throws AppError `cancelled`, `cache-damaged`, `invalid-input` where the pixels have another size than the network's input
 */
export async function predict(
  { predictor, facts: encoding }: ReadyNetwork,
  task: Omit<z.infer<typeof PredictTask>, 'modelFolder'>,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Predicted> {
  const { pixels, rows, batchSize, views } = task;
  checkPixelShape(pixels, predictor.model.inputs[0]?.shape[1] ?? 0);
  const pool = new PhotographPool(pixels, rows, { threadCount: rows.length > fewPhotographs ? defaultThreadCount() : 0 });
  try {
    const photographs = views === 1 ? photographBatches(pool, rows) : viewBatches(pool, rows, testViews(views));
    const facts = task.facts ?? rows.map(() => nothingKnown);
    const source = encoding === null ? photographs : tellFacts(photographs, { encoding, facts });
    const feed = new BatchFeed(planInOrder(rows.length * views), batchSize, source);
    const probabilities: number[][] = [];
    const pending: number[][] = [];
    for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) {
      await letMessagesIn(signal);
      const { inputs, size, facts: told } = batch;
      const values = await explainOutOfMemory(size, () => predictor.predict(inputs, size, told));
      pending.push(...splitRows(values, size));
      while (pending.length >= views) probabilities.push(meanRows(pending.splice(0, views)));
      onProgress(probabilities.length);
    }
    return { probabilities, unknownSites: encoding === null ? [] : unknownSites(encoding, facts) };
  } finally {
    await pool.close();
  }
}
