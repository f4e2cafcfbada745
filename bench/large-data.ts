import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TrainTask } from '../common/contract/engine-protocol.ts';
import { SeededRandom } from '../common/domain/random.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { createFastestStep } from '../engine/training/compiled-step.ts';
import { train } from '../engine/training/train.ts';

/*
 * Trains one epoch on far more photographs than memory would hold, generated and removed afterwards, with every kind of augmentation, and samples the
 * engine's resident memory meanwhile. Usage: large-data.ts [--count 200000] [--edge 64] [--folder <where there is room>] [--json]
 */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    edge: { type: 'string', default: '64' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const edge = Number(values.edge);
const rowBytes = edge * edge * 3;
const rowsPerShard = Math.floor((256 * 1024 * 1024) / rowBytes);
const validationCount = Math.min(2000, Math.floor(count / 10));
const classes = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'];

/** Noise of its own for every photograph, over a colour of its class. */
async function writeShards(folder: string): Promise<string[]> {
  const random = new SeededRandom(1, 'large data');
  const noise = Uint8Array.from({ length: rowBytes + 65_537 }, () => random.nextBelow(100));
  const shards: string[] = [];
  for (let start = 0; start < count; start += rowsPerShard) {
    const path = join(folder, `pixels-${shards.length}.bin`);
    const file = await open(path, 'wx');
    for (let row = start; row < Math.min(start + rowsPerShard, count); row++) {
      const from = random.nextBelow(65_537);
      const pixels = noise.slice(from, from + rowBytes);
      const label = row % classes.length;
      for (let index = label % 3; index < rowBytes; index += 3) pixels[index] = (pixels[index] ?? 0) + 40 + 15 * label;
      await file.write(pixels);
    }
    await file.close();
    shards.push(path);
  }
  return shards;
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

const needed = count * rowBytes;
const { bavail, bsize } = await statfs(values.folder);
if (bavail * bsize < 1.2 * needed) throw new Error(`${mebibytes(needed)} MiB of room are needed in ${values.folder}.`);
const folder = await mkdtemp(join(values.folder, 'nevus-large-data-'));
try {
  const shards = await writeShards(folder);
  const { description } = await loadBackend('auto');
  const rows = Array.from({ length: count }, (_, row) => row);
  const part = (from: number, to: number): { rows: number[]; labels: number[] } => ({
    rows: rows.slice(from, to),
    labels: rows.slice(from, to).map((row) => row % classes.length),
  });
  const task = TrainTask.parse({
    runFolder: join(folder, 'run'),
    classes,
    pixels: { height: edge, width: edge, rowsPerShard, shards },
    train: part(0, count - validationCount),
    validation: part(count - validationCount, count),
    backboneFolder: null,
    options: {
      model: { architecture: 'mobilenet-v1', imageSize: edge, alpha: 0.25, weights: 'random', trainable: 'all', denseUnits: [] },
      batchSize: 128,
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
  // Resident memory after each batch, bytes.
  const resident: number[] = [];
  let record: unknown;
  const training = train(
    task,
    createFastestStep((message) => process.stderr.write(`${message}\n`)),
    new AbortController().signal,
  );
  for await (const event of training) {
    if (event.name === 'engine.batchEnded') {
      resident.push(process.memoryUsage.rss());
      const { batch, batchCount, imagesPerSecond } = event.payload;
      if (batch % 100 === 0) process.stderr.write(`batch ${batch} of ${batchCount}, ${Math.round(imagesPerSecond)} photographs/s\n`);
    }
    if (event.name === 'engine.epochEnded') {
      const { imagesPerSecond, waitShare, durationMs, validationBalancedAccuracy } = event.payload.record;
      record = { imagesPerSecond, waitShare, durationMs, validationBalancedAccuracy };
    }
  }
  const tenth = Math.ceil(resident.length / 10);
  const largestByTenth = Array.from({ length: 10 }, (_, index) =>
    mebibytes(Math.max(...resident.slice(index * tenth, (index + 1) * tenth))),
  );
  const result = { engine: description.label, photographs: count, edge, onDiskMebibytes: mebibytes(needed), largestByTenth, record };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${count} photographs of ${edge} x ${edge}, ${mebibytes(needed)} MiB on disk, on ${description.label}\n` +
          `largest resident memory in each tenth of the epoch, MiB: ${largestByTenth.join(', ')}\n${JSON.stringify(record)}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
