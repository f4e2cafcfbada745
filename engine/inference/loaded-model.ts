import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSavedModel, recoverSavedModel } from '../models/saved-model.ts';
import type { FactsEncoding } from '../../common/domain/patient-facts.ts';
import { ModelPredictor } from './model-predictor.ts';

/** A network that is ready to predict. */
export interface ReadyNetwork {
  readonly predictor: ModelPredictor;
  /** How it takes facts; null where it takes none. */
  readonly facts: FactsEncoding | null;
}

/** Keeps the network that was used last: photographs are often predicted one by one. A folder that was written anew is read anew. */
export class LoadedModel {
  #key = '';
  #network: ReadyNetwork | undefined;

  /** @throws AppError `weights-unreadable` */
  async get(modelFolder: string): Promise<ReadyNetwork> {
    await recoverSavedModel(modelFolder);
    const key = await keyOf(modelFolder);
    if (this.#network !== undefined && key !== null && key === this.#key) return this.#network;
    this.forget();
    const { model, facts } = await loadSavedModel(modelFolder);
    this.#network = { predictor: new ModelPredictor(model), facts: facts.facts ?? null };
    this.#key = key ?? '';
    return this.#network;
  }

  /** Gives the network's memory back. */
  forget(): void {
    this.#network?.predictor.dispose();
    this.#network?.predictor.model.dispose();
    this.#network = undefined;
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
