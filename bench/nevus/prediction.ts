import { SeededRandom } from '../../common/domain/random.ts';
import { ModelPredictor } from '../../engine/inference/model-predictor.ts';
import type { PredictJob } from '../jobs.ts';
import { networkOf, pretendTrained } from './networks.ts';
import { serve } from './serve.ts';

export async function servePrediction(job: PredictJob): Promise<void> {
  const { imageSize, batchSize, calls } = job;
  const network = networkOf(job);
  pretendTrained(network);
  const random = new SeededRandom(1, 'bench');
  const photographs = Uint8Array.from({ length: batchSize * imageSize * imageSize * 3 }, () => random.nextBelow(256));
  const predictor = new ModelPredictor(network.model);
  predictor.compile();
  const run = async (times: number): Promise<number> => {
    for (let call = 0; call < times; call++) await predictor.predict(photographs, batchSize);
    return times * batchSize;
  };
  await serve(network.weightCount, { compiled: { warmUp: () => run(3), round: () => run(calls) } });
}
