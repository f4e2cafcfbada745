import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrainingOptions } from '../common/domain/training-config.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { buildNetwork } from '../engine/models/build-network.ts';
import { modelWeights } from '../engine/models/model-weights.ts';
import { CheckpointFolder } from '../engine/training/checkpoint/checkpoint-folder.ts';
import { createCompiledStep } from '../engine/training/compiled-step.ts';

// What a checkpoint costs: `node_modules/.bin/node bench/measure-checkpoint.ts '{"architecture":"mobilenet-v1","weights":"random","trainable":"all","alpha":1}'`.
// Prints its size, and how long it takes to get the state out of the session, to write it to a disk (the second argument; else the temporary folder) and to read it.

const rounds = 5;
const classCount = 7;

const [model = '{"architecture":"hmnist-cnn"}', parent = tmpdir()] = process.argv.slice(2);
await loadBackend('tensorflow');
const options = TrainingOptions.parse({ model: JSON.parse(model) as unknown });
const network = buildNetwork(options.model, classCount, 1);
const step = createCompiledStep(network, options);
const runFolder = await mkdtemp(join(parent, 'nevus-checkpoint-'));
const times = { export: [] as number[], write: [] as number[], read: [] as number[] };
const timed = async <Result>(name: keyof typeof times, work: () => Promise<Result>): Promise<Result> => {
  const started = performance.now();
  const result = await work();
  times[name].push(performance.now() - started);
  return result;
};
try {
  const folder = new CheckpointFolder(runFolder);
  const identity = { options: '', data: '', startingWeights: '' };
  const sums = { shown: 0, loss: 0, correct: 0, elapsedMs: 0, waitedMs: 0 };
  for (let batch = 1; batch <= rounds; batch++) {
    const state = await timed('export', () => step.exportState());
    const facts = { identity, engine: '', stage: 'main' as const, epoch: 1, batch, split: 1, sums, epochs: [], modelSha256: null };
    await timed('write', () => folder.write({ facts, state, probabilities: new Float32Array() }, 0));
    await timed('read', () => folder.read({ epoch: 1, batch }));
  }
  const checkpoints = join(runFolder, 'checkpoints');
  const [name = ''] = await readdir(checkpoints);
  const { size } = await stat(join(checkpoints, name));
  const median = (values: number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
  const milliseconds = Object.fromEntries(Object.entries(times).map(([part, values]) => [part, Math.round(median(values))]));
  const weights = modelWeights(network.trained).reduce((sum, weight) => sum + weight.size, 0);
  process.stdout.write(`${JSON.stringify({ model: options.model, weights, megabytes: size / 1e6, milliseconds })}\n`);
} finally {
  await rm(runFolder, { recursive: true, force: true });
}
