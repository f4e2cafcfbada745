import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { unreadable } from '../weights/unreadable.ts';

const WeightEntry = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(['float32', 'int32', 'bool', 'string', 'complex64']),
  quantization: z
    .object({ dtype: z.enum(['uint8', 'uint16', 'float16']), scale: z.number().optional(), min: z.number().optional() })
    .optional(),
});

const LayersModelFile = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(WeightEntry) })),
});

export type WeightEntry = z.infer<typeof WeightEntry>;

/** The content of a TensorFlow.js layers model's files. */
export interface LayersFiles {
  readonly topology: Readonly<Record<string, unknown>>;
  /** In the order of `data`. */
  readonly entries: readonly WeightEntry[];
  /** All weights end to end, as the files hold them. */
  readonly data: ArrayBuffer;
}

const bytesPerValue = { uint8: 1, uint16: 2, float16: 2, float32: 4 } as const;

export interface LayersManifest {
  readonly topology: Readonly<Record<string, unknown>>;
  /** Weights that lie end to end in files that follow each other. */
  readonly groups: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightEntry[] }[];
}

/**
 * Reads `model.json`.
 * @throws AppError `weights-unreadable` saying what is wrong with it
 */
export async function readLayersManifest(folder: string): Promise<LayersManifest> {
  const parsed = LayersModelFile.safeParse(await readJson(folder, 'model.json'));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(
      `model.json is not a TensorFlow.js layers model (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown form'})`,
    );
  }
  const { format, modelTopology, weightsManifest } = parsed.data;
  if (format === 'graph-model') throw unreadable('model.json is a TensorFlow.js graph model, but a layers model is needed');
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) checkPath(path);
  return { topology: modelTopology, groups: weightsManifest };
}

/**
 * Reads `model.json` and the weight files that it names, and checks that they belong together.
 * @throws AppError `weights-unreadable` naming the file and what is wrong with it
 */
export async function readLayersFiles(folder: string): Promise<LayersFiles> {
  const { topology, groups } = await readLayersManifest(folder);
  const parts: Buffer[] = [];
  for (const group of groups) {
    const files = await Promise.all(group.paths.map((path) => readPart(folder, path)));
    checkGroupLength(
      group,
      files.reduce((sum, file) => sum + file.length, 0),
    );
    parts.push(...files);
  }
  const data = Buffer.concat(parts);
  const exact = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  return { topology, entries: groups.flatMap((group) => group.weights), data: exact };
}

/** @throws AppError `weights-unreadable` where the files of a group have more or fewer bytes than its weights */
export function checkGroupLength({ paths, weights }: LayersManifest['groups'][number], found: number): void {
  const expected = weights.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (found !== expected) {
    throw unreadable(`${paths.join(', ')} should have ${expected} bytes for ${describe(weights)}, but has ${found}`);
  }
}

/** Reads a JSON file of a model folder. */
export async function readJson(folder: string, name: string): Promise<unknown> {
  const text = (await readPart(folder, name)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unreadable(`${name} is not JSON`, error);
  }
}

function checkPath(path: string): void {
  if (path === basename(path) && path !== '..' && !path.includes('\\')) return;
  throw unreadable(`model.json names the file ${path}, which lies outside its folder`);
}

async function readPart(folder: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      throw unreadable(`the file ${path} is missing`, error);
    }
    throw error;
  }
}

/** Bytes of a weight in its file. @throws AppError `weights-unreadable` where it is not float32 */
export function entryBytes(entry: WeightEntry): number {
  if (entry.dtype !== 'float32') throw unreadable(`the weight ${entry.name} has the type ${entry.dtype}, but only float32 is known`);
  const values = entry.shape.reduce((product, length) => product * length, 1);
  return values * bytesPerValue[entry.quantization?.dtype ?? entry.dtype];
}

function describe(entries: readonly WeightEntry[]): string {
  const [first] = entries;
  if (first === undefined) return 'no weights';
  return entries.length === 1 ? first.name : `${first.name} and ${entries.length - 1} more`;
}
