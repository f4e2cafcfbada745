import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TrainTask } from '../common/contract/engine-protocol.ts';
import type { PixelSource } from '../common/domain/pixel-cache.ts';
import { SeededRandom } from '../common/domain/random.ts';
import { Augmentation } from '../common/domain/training-config.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { BatchFeed } from '../engine/data/batch-feed.ts';
import { planEpoch } from '../engine/data/epoch-plan.ts';
import { augmentedBatches } from '../engine/data/photograph-batches.ts';
import { PhotographPool } from '../engine/data/photograph-pool.ts';
import { createFastestStep } from '../engine/training/compiled-step.ts';
import { train } from '../engine/training/train.ts';

/*
 * Goes through far more photographs than memory would hold, generated and removed afterwards, in the random order of an epoch, and samples the process's resident
 * memory meanwhile: first only turned and handed over as batches, every one of them; then trained on, with every kind of augmentation.
 * Usage: large-data.ts [--count 200000] [--edge 64] [--folder <where there is room>] [--minutes <of training, where not the whole epoch>] [--json]
 */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    edge: { type: 'string', default: '64' },
    folder: { type: 'string', default: tmpdir() },
    minutes: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const edge = Number(values.edge);
const bytesPerRow = edge * edge * 3;
const rowsPerShard = Math.floor((256 * 1024 * 1024) / bytesPerRow);
const validationCount = Math.min(2000, Math.floor(count / 10));
const classes = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'];
const batchSize = 128;

/** For each photograph a stretch of its own of noise over a colour of its class, so that writing costs the disk's time and no more. */
async function writeShards(folder: string): Promise<string[]> {
  const random = new SeededRandom(1, 'large data');
  const noise = Uint8Array.from({ length: bytesPerRow + 3 * 65_537 }, () => random.nextBelow(100));
  const coloured = classes.map((_, label) => noise.map((value, index) => value + (index % 3 === label % 3 ? 40 + 15 * label : 0)));
  const shards: string[] = [];
  for (let start = 0; start < count; start += rowsPerShard) {
    const path = join(folder, `pixels-${shards.length}.bin`);
    const file = await open(path, 'wx');
    for (let row = start; row < Math.min(start + rowsPerShard, count); row++) {
      const from = 3 * random.nextBelow(65_537);
      await file.write(coloured[row % classes.length] ?? noise, from, bytesPerRow);
    }
    await file.close();
    shards.push(path);
  }
  return shards;
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** The most that was resident in each tenth of what was sampled, MiB. */
function largestByTenth(resident: readonly number[]): number[] {
  const tenth = Math.ceil(resident.length / 10);
  const tenths = Array.from({ length: 10 }, (_, index) => resident.slice(index * tenth, (index + 1) * tenth));
  return tenths.filter((samples) => samples.length > 0).map((samples) => mebibytes(Math.max(...samples)));
}

interface Pass {
  readonly photographs: number;
  readonly mebibytesRead: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly largestByTenth: readonly number[];
}

/** Counts what `work` reports batch by batch. */
async function watchPass(work: (ended: (size: number) => void) => Promise<void>): Promise<Pass> {
  const resident: number[] = [];
  const [before, started] = [process.cpuUsage(), performance.now()];
  let photographs = 0;
  await work((size) => {
    photographs += size;
    resident.push(process.memoryUsage.rss());
    if (resident.length % 100 === 0) process.stderr.write(`${photographs} photographs, ${mebibytes(resident.at(-1) ?? 0)} MiB\n`);
  });
  const { user, system } = process.cpuUsage(before);
  return {
    photographs,
    mebibytesRead: mebibytes(photographs * bytesPerRow),
    seconds: Math.round((performance.now() - started) / 1e3),
    processorSeconds: Math.round((user + system) / 1e6),
    largestByTenth: largestByTenth(resident),
  };
}

const labelOf = (row: number): number => row % classes.length;

/** Every photograph once, as batches that nobody learns from. */
async function readAll(pixels: PixelSource, ended: (size: number) => void): Promise<void> {
  const rows = Array.from({ length: count }, (_, row) => row);
  const labels = rows.map(labelOf);
  const pool = new PhotographPool(pixels, rows);
  try {
    const plan = planEpoch({ labels, classCount: classes.length, imbalance: 'none', batchSize, seed: 1, epoch: 0 });
    const feed = new BatchFeed(plan, batchSize, augmentedBatches(pool, rows, labels, Augmentation.parse({})));
    for (let batch = await feed.next(); batch !== undefined; batch = await feed.next()) ended(batch.size);
  } finally {
    await pool.close();
  }
}

/** An epoch, or as much of it as there is time for. */
async function trainEpoch(pixels: PixelSource, ended: (size: number) => void): Promise<void> {
  const part = (from: number, to: number): { rows: number[]; labels: number[] } => {
    const rows = Array.from({ length: to - from }, (_, index) => from + index);
    return { rows, labels: rows.map(labelOf) };
  };
  const task = TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes,
    pixels,
    train: part(0, count - validationCount),
    validation: part(count - validationCount, count),
    backboneFolder: null,
    options: {
      model: { architecture: 'mobilenet-v1', imageSize: edge, alpha: 0.25, weights: 'random', trainable: 'all', denseUnits: [] },
      batchSize,
      epochs: 1,
      augmentation: {
        rotationDegrees: 180,
        shift: 0.1,
        zoom: 0.2,
        shear: 10,
        brightness: 0.2,
        contrast: 0.2,
        saturation: 0.2,
        hue: 0.05,
        cutout: 0.25,
        mixup: 0.2,
        cutmix: 1,
      },
    },
  });
  const tell = (message: string): void => void process.stderr.write(`${message}\n`);
  const enough = values.minutes === undefined ? new AbortController().signal : AbortSignal.timeout(Number(values.minutes) * 60_000);
  let done = 0;
  try {
    for await (const event of train(task, createFastestStep(tell), enough)) {
      if (event.name === 'engine.batchEnded') {
        ended((event.payload.batch - done) * batchSize);
        done = event.payload.batch;
      }
      if (event.name === 'engine.epochEnded') tell(JSON.stringify(event.payload.record));
    }
  } catch (error) {
    if (!enough.aborted) throw error;
  }
}

const needed = count * bytesPerRow;
const { bavail, bsize } = await statfs(values.folder);
if (bavail * bsize < 1.2 * needed) throw new Error(`${mebibytes(needed)} MiB of room are needed in ${values.folder}.`);
const folder = await mkdtemp(join(values.folder, 'nevus-large-data-'));
try {
  const pixels = { height: edge, width: edge, rowsPerShard, shards: await writeShards(folder) };
  const read = await watchPass((ended) => readAll(pixels, ended));
  const { description } = await loadBackend('auto');
  const learned = await watchPass((ended) => trainEpoch(pixels, ended));
  const result = {
    engine: description.label,
    edge,
    onDiskMebibytes: mebibytes(needed),
    memoryMebibytes: mebibytes(totalmem()),
    read,
    learned,
  };
  const show = (name: string, { photographs, mebibytesRead, seconds, processorSeconds, largestByTenth: largest }: Pass): string =>
    `${name}: ${photographs} photographs, ${mebibytesRead} MiB, in ${seconds} s (${processorSeconds} s of processor time); largest resident memory in each tenth, MiB: ${largest.join(', ')}\n`;
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${count} photographs of ${edge} x ${edge}, ${result.onDiskMebibytes} MiB on disk; this machine has ${result.memoryMebibytes} MiB of memory\n` +
          show('read', read) +
          show('learned', learned),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
