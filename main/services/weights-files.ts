import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError, toAppError } from '../../common/errors/app-error.ts';

/** The part of a TensorFlow.js layers file (`model.json`) that names the files beside it. */
const LayersManifest = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) });

const largestBytes = 2 ** 32;

/** Over all files in their order; of a single file, its own. */
export interface WeightsHashes {
  readonly sha256: string;
  readonly md5: string;
}

export interface WeightsSet extends WeightsHashes {
  readonly bytes: number;
}

/**
 * Reads weights as they lie, a file or a folder, and copies what belongs to them, and nothing else.
 * @param to an empty folder; null: nothing is copied
 * @throws AppError `weights-unreadable`, `file-missing`, `cancelled`
 */
export async function takeWeights(from: string, to: string | null, signal: AbortSignal): Promise<WeightsSet> {
  const { root, names } = await listWeights(from);
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let bytes = 0;
  for (const name of names) {
    await refuseUnfit(join(root, name), name);
    const watch = new PassThrough();
    watch.on('data', (chunk: Buffer) => {
      sha256.update(chunk);
      md5.update(chunk);
      bytes += chunk.length;
    });
    const source = createReadStream(join(root, name));
    if (to === null) {
      watch.resume();
      await pipeline(source, watch, { signal });
    } else {
      await mkdir(dirname(join(to, name)), { recursive: true });
      await pipeline(source, watch, createWriteStream(join(to, name)), { signal });
    }
  }
  return { bytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/** What belongs to weights: a file; a TensorFlow.js model and the files that it names; a SavedModel's variables; or the one file of a folder. */
async function listWeights(path: string): Promise<{ root: string; names: readonly string[] }> {
  if (!(await stat(path)).isDirectory()) {
    const name = basename(path);
    if (name === 'model.json' || name === 'saved_model.pb') return listWeights(dirname(path));
    return { root: dirname(path), names: [name] };
  }
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  if (names.includes('model.json')) return { root: path, names: ['model.json', ...(await listShards(join(path, 'model.json')))] };
  if (names.includes('saved_model.pb')) return { root: path, names: ['saved_model.pb', ...(await listVariables(path))] };
  const [only] = names;
  if (only !== undefined && names.length === 1) return { root: path, names: [only] };
  throw new AppError(
    'weights-unreadable',
    'There are no weights in the folder: it has neither model.json (TensorFlow.js) nor saved_model.pb (TensorFlow). For a Keras file, choose the file itself.',
  );
}

async function listVariables(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'variables')).catch(() => []);
  const variables = names.filter((name) => /^variables\.(index|data-\d{5}-of-\d{5})$/.test(name));
  if (variables.includes('variables.index')) return variables.sort().map((name) => `variables/${name}`);
  throw new AppError(
    'weights-unreadable',
    'The folder has a saved_model.pb, but no variables/variables.index beside it. Copy the whole folder.',
  );
}

async function listShards(manifest: string): Promise<string[]> {
  let parsed: z.output<typeof LayersManifest>;
  try {
    parsed = LayersManifest.parse(JSON.parse(await readFile(manifest, 'utf8')));
  } catch (error) {
    throw new AppError(
      'weights-unreadable',
      'model.json is no TensorFlow.js layers file: it names no weights. Choose a folder that was saved as such.',
      undefined,
      { cause: error },
    );
  }
  const names = new Set(parsed.weightsManifest.flatMap(({ paths }) => paths));
  for (const name of names) {
    if (name === '' || name !== basename(name) || name.includes('\\') || name === '.' || name === '..' || name === 'model.json') {
      throw new AppError('weights-unreadable', `model.json names the file "${name}", which does not lie beside it. Nothing was imported.`);
    }
  }
  return [...names];
}

async function refuseUnfit(path: string, name: string): Promise<void> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new AppError('weights-unreadable', `${name} is no file. Choose the file with the weights itself.`);
    if (facts.size > largestBytes) {
      throw new AppError('weights-unreadable', `${name} is too large for weights (${Math.round(facts.size / 2 ** 20)} MB).`);
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'file-missing') throw error;
    throw new AppError('weights-unreadable', `There is no ${name} in the folder. Choose the folder with all files that belong together.`);
  }
}
