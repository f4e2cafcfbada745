import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hdf5File } from './hdf5-file.ts';
import { listNumberedWeights } from './keras-weights-h5.ts';
import { unreadable } from './unreadable.ts';
import type { WeightFile } from './weight-file.ts';
import { extractZipEntry, listZip } from './zip-archive.ts';

const weightsName = 'model.weights.h5';

/**
 * Opens Keras 3's `.keras`: a ZIP archive with `model.weights.h5`, which HDF5 can only read as a file of its own. It lies in a temporary folder until
 * the file is closed.
 * @throws AppError `weights-unreadable`
 */
export async function openKerasArchive(path: string, name: string): Promise<WeightFile> {
  const entry = (await listZip(path)).find((candidate) => candidate.name === weightsName);
  if (entry === undefined) throw unreadable(`it is an archive, but no Keras model: it has no ${weightsName}`);
  const folder = await mkdtemp(join(tmpdir(), 'nevus-weights-'));
  let file: Hdf5File | undefined;
  const close = async (): Promise<void> => {
    file?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const extracted = join(folder, weightsName);
    await extractZipEntry(path, entry, extracted);
    file = await Hdf5File.open(extracted);
    return { name, format: 'keras-archive', weights: listNumberedWeights(file), close };
  } catch (error) {
    await close();
    throw error;
  }
}
