import { Augmentation } from '../../common/domain/training-config.ts';
import { BatchFeed } from '../../engine/data/batch-feed.ts';
import { planEpoch } from '../../engine/data/epoch-plan.ts';
import { augmentedBatches } from '../../engine/data/photograph-batches.ts';
import { PhotographPool } from '../../engine/data/photograph-pool.ts';
import type { PipelineJob } from '../jobs.ts';
import { classCount } from './networks.ts';
import { decode, inFolder } from './photographs.ts';
import { serve } from './serve.ts';

const augmentation = Augmentation.parse({
  flips: true,
  rotations: false,
  rotationDegrees: 20,
  shift: 0.1,
  zoom: 0.1,
  brightness: 0.1,
  contrast: 0.1,
});

export async function servePipeline(job: PipelineJob): Promise<void> {
  const { photographs, batchSize, epochs } = job;
  const labels = photographs.map(({ label }) => label);
  const pass = (): Promise<number> =>
    inFolder(async (folder) => {
      const { source, rows } = await decode(job, folder);
      const pool = new PhotographPool(source, rows);
      try {
        let done = 0;
        for (let epoch = 0; epoch < epochs; epoch++) {
          const feed = new BatchFeed(
            planEpoch({ labels, classCount, imbalance: 'none', batchSize, seed: 1, epoch }),
            batchSize,
            augmentedBatches(pool, rows, labels, augmentation),
          );
          for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) done += batch.size;
        }
        return done;
      } finally {
        await pool.close();
      }
    });
  await serve(0, { pool: { warmUp: pass, round: pass } });
}
