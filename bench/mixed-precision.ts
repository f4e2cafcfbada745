import { parseArgs } from 'node:util';
import { SeededRandom } from '../common/domain/random.ts';
import { ModelSpec } from '../common/domain/model-spec.ts';
import { TrainingOptions } from '../common/domain/training-config.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { buildNetwork } from '../engine/models/build-network.ts';
import { createCompiledStep } from '../engine/training/compiled-step.ts';
import type { LabelledBatch, TrainingStep } from '../engine/training/training-step.ts';

/*
 * One training step in float32 and in mixed precision: processor seconds a step (medians; both in turn in one process). The first round warms up.
 * Usage: mixed-precision.ts [--only hmnist-cnn,resnet50-v2] [--rounds 3] [--json]
 */

const whole = { weights: 'random', trainable: 'all' } as const;
const cases = {
  'hmnist-cnn': { model: { architecture: 'hmnist-cnn' }, batchSize: 128, stepsPerRound: 8 },
  'mobilenet-v1': { model: { architecture: 'mobilenet-v1', alpha: 1, ...whole }, batchSize: 32, stepsPerRound: 1 },
  'mobilenet-v2': { model: { architecture: 'mobilenet-v2', imageSize: 128, ...whole }, batchSize: 16, stepsPerRound: 1 },
  'resnet50-v2': { model: { architecture: 'resnet50-v2', imageSize: 128, ...whole }, batchSize: 8, stepsPerRound: 1 },
} as const;
type CaseName = keyof typeof cases;
const precisions = ['float32', 'mixed'] as const;
const classCount = 7;

function makeBatch(edge: number, size: number): LabelledBatch {
  const random = new SeededRandom(1, 'bench');
  return {
    size,
    inputs: Uint8Array.from({ length: size * edge * edge * 3 }, () => random.nextBelow(256)),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(classCount)),
    weights: new Float32Array(size).fill(1),
  };
}

async function measure(name: CaseName, rounds: number): Promise<Record<string, unknown>> {
  const { model, batchSize, stepsPerRound } = cases[name];
  const spec = ModelSpec.parse(model);
  const batch = makeBatch(spec.imageSize, batchSize);
  const networks = precisions.map(() => buildNetwork(spec, classCount, 1));
  const steps = precisions.map((precision, index): TrainingStep => {
    const options = TrainingOptions.parse({ model, learningRate: 1e-4, precision });
    return createCompiledStep(networks[index] as (typeof networks)[number], options);
  });
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    for (const [way, step] of steps.entries()) {
      const started = process.cpuUsage();
      for (let count = 0; count < stepsPerRound; count++) await step.step(batch);
      const { user, system } = process.cpuUsage(started);
      if (round > 0) times[way]?.push((user + system) / 1e6 / stepsPerRound);
    }
  }
  for (const disposable of [...steps, ...networks]) disposable.dispose();
  const [float32, mixed] = times.map(median) as [number, number];
  return { case: name, imageSize: spec.imageSize, batchSize, float32, mixed, ratio: float32 / mixed };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(cases).join() },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
await loadBackend('tensorflow');
const rows: object[] = [];
for (const name of values.only.split(',') as CaseName[]) rows.push(await measure(name, Number(values.rounds)));
if (values.json) console.log(JSON.stringify(rows, null, 2));
else console.table(rows);
