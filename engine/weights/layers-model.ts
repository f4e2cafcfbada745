import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { checkGroupLength, entryBytes, readLayersManifest } from '../models/layers-files.ts';
import type { LayersManifest, WeightEntry } from '../models/layers-files.ts';
import { decodeValues } from './decode-values.ts';
import { unreadable } from './unreadable.ts';
import { countValues } from './weight-file.ts';
import type { StoredWeight, WeightFile } from './weight-file.ts';
import { inferKind, splitWeightName } from './weight-names.ts';

const Topology = z.object({
  model_config: z.object({ config: z.object({ layers: z.array(z.object({ config: z.object({ name: z.string() }) })) }) }),
});

interface Part {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Opens a TensorFlow.js layers model: `model.json` and the files that it names.
 * @throws AppError `weights-unreadable` naming the file that is missing or has another length than its weights
 */
export async function openLayersModel(folder: string): Promise<WeightFile> {
  const { topology, groups } = await readLayersManifest(folder);
  const weights: StoredWeight[] = [];
  for (const group of groups) {
    const parts = await Promise.all(group.paths.map((path) => measurePart(folder, path)));
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    checkGroupLength(group, bytes);
    weights.push(...listGroup(group, parts));
  }
  const order = listLayers(topology);
  const placed = weights.map((weight, index) => {
    const kind = inferKind(weights.filter(({ layer }) => layer === weight.layer));
    return { weight: { ...weight, kind }, place: order.get(weight.layer) ?? order.size, index };
  });
  placed.sort((a, b) => a.place - b.place || a.index - b.index);
  const inOrder = placed.map(({ weight }) => weight);
  return { name: basename(folder), format: 'tensorflowjs-layers', weights: inOrder, close: () => Promise.resolve() };
}

/** Names of a model's layers and their places. The converter from Keras writes the weights sorted by the letters of their layers' names. */
function listLayers(topology: Readonly<Record<string, unknown>>): Map<string, number> {
  const parsed = Topology.safeParse(topology);
  const { layers = [] } = parsed.success ? parsed.data.model_config.config : {};
  return new Map(layers.map(({ config }, place) => [config.name, place]));
}

async function measurePart(folder: string, name: string): Promise<Part> {
  const path = join(folder, name);
  try {
    return { path, bytes: (await stat(path)).size };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw unreadable(`the file ${name} is missing`, error);
    throw error;
  }
}

function listGroup({ weights }: LayersManifest['groups'][number], parts: readonly Part[]): StoredWeight[] {
  let start = 0;
  return weights.map((entry) => {
    const at = start;
    start += entryBytes(entry);
    const { layer, name } = splitWeightName(entry.name, '');
    const read = async (): Promise<Float32Array> => decodeEntry(entry, await readRange(parts, at, entryBytes(entry)));
    return { layer: layer ?? name, kind: null, name, shape: entry.shape, dtype: entry.quantization?.dtype ?? entry.dtype, read };
  });
}

/** Quantised to bytes or words, a value is `min + scale * number`; as float16 it is itself. */
function decodeEntry({ name, shape, dtype, quantization }: WeightEntry, bytes: Buffer): Float32Array {
  const stored = quantization?.dtype ?? dtype;
  if (stored !== 'uint8' && stored !== 'uint16') return decodeValues(bytes, stored, countValues(shape), name);
  const { scale = 1, min = 0 } = quantization ?? {};
  const read = stored === 'uint8' ? (index: number) => bytes.readUInt8(index) : (index: number) => bytes.readUInt16LE(2 * index);
  return Float32Array.from({ length: countValues(shape) }, (_, index) => min + scale * read(index));
}

/** Bytes of files that lie end to end. */
async function readRange(parts: readonly Part[], start: number, length: number): Promise<Buffer> {
  const result = Buffer.alloc(length);
  let partStart = 0;
  for (const { path, bytes } of parts) {
    const from = Math.max(start, partStart);
    const to = Math.min(start + length, partStart + bytes);
    if (from < to) await readInto(path, from - partStart, result.subarray(from - start, to - start));
    partStart += bytes;
  }
  return result;
}

async function readInto(path: string, position: number, target: Buffer): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(target, 0, target.length, position);
    if (bytesRead < target.length) throw unreadable(`${basename(path)} was cut short while it was read`);
  } finally {
    await file.close();
  }
}
