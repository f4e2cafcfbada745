import type { SpeedFigure } from '../../common/domain/engine-speed.ts';
import { ModelSpec } from '../../common/domain/model-spec.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { TrainingOptions } from '../../common/domain/training-config.ts';
import { ModelPredictor } from '../inference/model-predictor.ts';
import { buildNetwork } from '../models/build-network.ts';
import type { Network } from '../models/network.ts';
import { createFastestStep } from '../training/compiled-step.ts';
import { letMessagesIn } from '../training/pause.ts';
import type { LabelledBatch } from '../training/training-step.ts';

const classCount = 7;

/** A network of dense and common convolutions, and one of depthwise ones, each as large as the slowest engine can bear. */
const cases = [
  { network: 'hmnist-cnn, 28 px', model: { architecture: 'hmnist-cnn' }, batchSize: 64 },
  {
    network: 'MobileNet v1 0.25, 96 px',
    model: { architecture: 'mobilenet-v1', imageSize: 96, alpha: 0.25, weights: 'random', trainable: 'all' },
    batchSize: 16,
  },
] as const;

export interface MeasuringOptions {
  /** How long each of the four figures is measured, milliseconds, after one batch that warms up. */
  readonly durationMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly stage: string; readonly done: number; readonly total: number }) => void;
}

/**
 * Measures training steps and predictions of two networks with random weights on noise, as the active engine does them fastest.
 * @throws AppError `cancelled`
 */
export async function measureSpeed({ durationMs, signal, onProgress }: MeasuringOptions): Promise<SpeedFigure[]> {
  const figures: SpeedFigure[] = [];
  const total = 2 * cases.length;
  for (const [index, { network: name, model, batchSize }] of cases.entries()) {
    const spec = ModelSpec.parse(model);
    const network = buildNetwork(spec, classCount, 1);
    const batch = noise(spec.imageSize, batchSize);
    const obstacles: string[] = [];
    const measure = async (stage: string, done: number, work: () => Promise<number>): Promise<number | null> => {
      onProgress({ stage: `${stage} ${name}`, done, total });
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof Error)) throw error;
        obstacles.push(error.message.split('\n')[0] ?? '');
        return null;
      }
    };
    try {
      const timing = { batchSize, durationMs, signal };
      const predictionPerSecond = await measure('Predicting with', 2 * index, () => measurePrediction(network, batch, timing));
      const trainingPerSecond = await measure('Training', 2 * index + 1, () => measureTraining(network, batch, timing));
      figures.push({ network: name, trainingPerSecond, predictionPerSecond, obstacle: obstacles[0] ?? null });
    } finally {
      network.dispose();
    }
  }
  onProgress({ stage: 'Measured', done: total, total });
  return figures;
}

interface Timing {
  readonly batchSize: number;
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

async function measurePrediction({ model }: Network, { inputs, size }: LabelledBatch, timing: Timing): Promise<number> {
  const predictor = new ModelPredictor(model);
  try {
    // The first batch runs operation by operation, the second compiles.
    await predictor.predict(inputs, size);
    return await repeat(() => predictor.predict(inputs, size), timing);
  } finally {
    predictor.dispose();
  }
}

async function measureTraining(network: Network, batch: LabelledBatch, timing: Timing): Promise<number> {
  const options = TrainingOptions.parse({ model: network.spec, learningRate: 1e-5 });
  const step = createFastestStep(() => undefined)(network, options);
  try {
    return await repeat(() => step.step(batch), timing);
  } finally {
    step.dispose();
  }
}

/** Photographs per second of work on one batch, again and again. Where the batch that warms up takes longer than the time that is there, it is the measure. */
async function repeat(work: () => Promise<unknown>, { batchSize, durationMs, signal }: Timing): Promise<number> {
  let started = performance.now();
  await work();
  const warmUpMs = performance.now() - started;
  if (warmUpMs > durationMs) return (1000 * batchSize) / warmUpMs;
  started = performance.now();
  for (let count = 1; ; count++) {
    await letMessagesIn(signal);
    await work();
    const elapsedMs = performance.now() - started;
    if (elapsedMs >= durationMs) return (1000 * batchSize * count) / elapsedMs;
  }
}

function noise(edge: number, size: number): LabelledBatch {
  const random = new SeededRandom(1, 'measuring');
  return {
    size,
    inputs: Uint8Array.from({ length: size * edge * edge * 3 }, () => random.nextBelow(256)),
    labels: Int32Array.from({ length: size }, (_, index) => index % classCount),
    weights: new Float32Array(size).fill(1),
  };
}
