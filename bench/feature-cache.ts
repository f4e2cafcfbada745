import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TrainTask } from '../common/contract/engine-protocol.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { createFastestStep } from '../engine/training/compiled-step.ts';
import { train } from '../engine/training/train.ts';
import { writeSyntheticPixels } from '../test/helpers/synthetic-pixels.ts';

/*
 * The same training of a frozen backbone's head twice: seconds until its first epoch, and in all. Usage: feature-cache.ts [--count 1000] [--json]
 */

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } });
const count = Number(values.count);
const classes = ['mel', 'bcc', 'nv'];

const folder = await mkdtemp(join(tmpdir(), 'nevus-feature-cache-'));
try {
  const { pixels, labels } = await writeSyntheticPixels(folder, { count, edge: 224, classCount: classes.length, rowsPerShard: 500 });
  await loadBackend('auto');
  const trainCount = Math.floor(0.8 * count);
  const rows = labels.map((_, row) => row);
  const task = TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes,
    pixels,
    train: { rows: rows.slice(0, trainCount), labels: labels.slice(0, trainCount) },
    validation: { rows: rows.slice(trainCount), labels: labels.slice(trainCount) },
    backboneFolder: null,
    featureFolder: join(folder, 'features'),
    options: {
      model: { architecture: 'mobilenet-v1', weights: 'random' },
      epochs: 20,
      earlyStopping: null,
      augmentation: { rotationDegrees: 180, zoom: 0.2, brightness: 0.2 },
    },
  });
  const results = [];
  for (const run of ['first', 'again']) {
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    let firstEpoch: number | undefined;
    const training = train(
      task,
      createFastestStep((message) => process.stderr.write(`${message}\n`)),
      new AbortController().signal,
    );
    for await (const event of training) if (event.name === 'engine.epochEnded') firstEpoch ??= elapsed();
    results.push({ run, secondsToFirstEpoch: firstEpoch ?? NaN, seconds: elapsed() });
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else {
    for (const { run, secondsToFirstEpoch, seconds } of results)
      process.stdout.write(`${run}: first epoch after ${secondsToFirstEpoch.toFixed(1)} s, all 20 after ${seconds.toFixed(1)} s\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
