import { SeededRandom } from '../../common/domain/random.ts';
import { classShares } from '../../engine/training/class-weights.ts';
import { createCompiledStep } from '../../engine/training/compiled-step.ts';
import type { TrainJob } from '../jobs.ts';
import { classCount, networkOf, trainingOptions } from './networks.ts';
import { serve } from './serve.ts';

export async function serveTraining(job: TrainJob): Promise<void> {
  const { imageSize, batchSize, steps } = job;
  const network = networkOf(job);
  const random = new SeededRandom(1, 'bench');
  const count = batchSize * steps;
  const rowBytes = imageSize * imageSize * 3;
  const photographs = Uint8Array.from({ length: count * rowBytes }, () => random.nextBelow(256));
  const labels = Int32Array.from({ length: count }, () => random.nextBelow(classCount));
  const weights = new Float32Array(batchSize).fill(1);
  const step = createCompiledStep(network, { ...trainingOptions(job, 'all'), classShares: classShares(labels, classCount) });
  const run = async (times: number): Promise<number> => {
    for (let batch = 0; batch < times; batch++) {
      const first = batch * batchSize;
      const inputs = photographs.subarray(first * rowBytes, (first + batchSize) * rowBytes);
      await step.step({ size: batchSize, inputs, labels: labels.subarray(first, first + batchSize), weights });
    }
    return times * batchSize;
  };
  await serve(network.weightCount, {
    compiled: {
      warmUp: () => run(steps),
      round: () => run(steps),
    },
  });
}
