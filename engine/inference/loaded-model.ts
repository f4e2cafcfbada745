import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSavedModel, recoverSavedModel } from '../models/saved-model.ts';
import { ModelPredictor } from './model-predictor.ts';

/** Keeps the network that was used last: photographs are often predicted one by one. A folder that was written anew is read anew. */
export class LoadedModel {
  #key = '';
  #predictor: ModelPredictor | undefined;

  /** @throws AppError `weights-unreadable` */
  async get(modelFolder: string): Promise<ModelPredictor> {
    await recoverSavedModel(modelFolder);
    const key = await keyOf(modelFolder);
    if (this.#predictor !== undefined && key !== null && key === this.#key) return this.#predictor;
    this.forget();
    const { model } = await loadSavedModel(modelFolder);
    this.#predictor = new ModelPredictor(model);
    this.#key = key ?? '';
    return this.#predictor;
  }

  /** Gives the network's memory back. */
  forget(): void {
    this.#predictor?.dispose();
    this.#predictor?.model.dispose();
    this.#predictor = undefined;
  }
}

/** Null where there is nothing to be read; `loadSavedModel` then says what is missing. */
async function keyOf(modelFolder: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(join(modelFolder, 'weights.bin'));
    return [modelFolder, mtimeMs, size, ino].join('|');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
