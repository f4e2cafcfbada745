/*
 * Pretrained weights, whoever wrote them.
 *
 *   const file = await readWeightFile(path);               // .h5, .weights.h5, .keras, or a folder: TensorFlow.js layers model, SavedModel
 *   try {
 *     await loadBackboneWeights(network, file);            // into network.backboneLayers: by name, else by order within each kind of layer
 *   } finally {
 *     await file.close();
 *   }
 *
 * What a network needs for it: `backboneLayers` are the layers that published files have (without the head), in the order of Keras's `model.layers`,
 * named as in keras.applications; those that Keras leaves unnamed (`conv2d_7`) may have any other name: they are found by their order.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Hdf5File } from './hdf5-file.ts';
import { openKerasArchive } from './keras-archive.ts';
import { listKerasWeights } from './keras-h5.ts';
import { listNumberedWeights } from './keras-weights-h5.ts';
import { openLayersModel } from './layers-model.ts';
import { openTensorFlowModel } from './tensorflow-model.ts';
import { unreadable } from './unreadable.ts';
import type { WeightFile } from './weight-file.ts';

/**
 * Opens weights of any known form, which its content tells, not its name. A folder may hold a TensorFlow.js layers model, a SavedModel, or one single file.
 * @throws AppError `weights-unreadable` saying what it is instead, or how it is damaged
 */
export async function readWeightFile(path: string): Promise<WeightFile> {
  return (await stat(path)).isDirectory() ? openFolder(path) : openFile(path);
}

async function openFolder(folder: string): Promise<WeightFile> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (names.includes('model.json')) return openLayersModel(folder);
  if (names.includes('saved_model.pb')) return openTensorFlowModel(folder);
  const [only] = names;
  if (only !== undefined && names.length === 1) return readWeightFile(join(folder, only));
  throw unreadable('the folder has neither model.json nor saved_model.pb nor one single file of weights');
}

async function openFile(path: string): Promise<WeightFile> {
  const name = basename(path);
  if (name === 'model.json') return openLayersModel(dirname(path));
  if (name === 'saved_model.pb') return openTensorFlowModel(dirname(path));
  const start = await readStart(path);
  if (start.startsWith('PK\x03\x04')) return openKerasArchive(path, name);
  if (!start.startsWith('\x89HDF\r\n\x1a\n')) throw unreadable(`${name} ${describeForeign(start)}`);
  const file = await Hdf5File.open(path);
  try {
    const isOldForm = ['', 'model_weights'].some((group) => file.texts(group, 'layer_names') !== null);
    const weights = isOldForm ? listKerasWeights(file) : listNumberedWeights(file);
    const close = (): Promise<void> => Promise.resolve().then(() => file.close());
    return { name, format: isOldForm ? 'keras-h5' : 'keras-weights-h5', weights, close };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** What users bring by mistake. */
function describeForeign(start: string): string {
  if (start.length === 0) return 'is empty';
  if (/^\s*<(!doctype|html|\?xml)/i.test(start)) return 'is a web page, probably a message in place of the file';
  if (start.startsWith('version https://git-lfs')) return 'only points to a file in Git LFS: get the file itself with "git lfs pull"';
  if (start.startsWith('\x1f\x8b')) return 'is a packed archive: unpack it, and import what is in it';
  return 'is neither a Keras file (.h5, .keras) nor part of a folder with a TensorFlow model';
}

async function readStart(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
