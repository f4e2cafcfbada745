import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../../data/durable-files.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-format.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Where in a run a checkpoint was made: after `batch` batches of `epoch`. */
export interface Place {
  readonly epoch: number;
  readonly batch: number;
}

const namePattern = /^epoch-(\d{4,})-batch-(\d{7,})\.checkpoint$/;

/** Beside the newest one: should the disk have lost that, there is one before it. */
const keptCount = 2;

/**
 * `<runFolder>/checkpoints/`: the last two checkpoints and the one at the end of the best epoch. A process that is killed at any moment leaves whole files only,
 * and perhaps one under a temporary name, which the next one removes.
 */
export class CheckpointFolder {
  readonly #folder: string;
  readonly #runFolder: string;

  constructor(runFolder: string) {
    this.#runFolder = runFolder;
    this.#folder = join(runFolder, 'checkpoints');
  }

  /** Removes all of them, so that a run begins anew. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where checkpoints were made, newest first. */
  async list(): Promise<Place[]> {
    const places = (await this.#names()).flatMap((name) => {
      const [, epoch, batch] = namePattern.exec(name) ?? [];
      return epoch === undefined || batch === undefined ? [] : [{ epoch: Number(epoch), batch: Number(batch) }];
    });
    return places.sort(newestFirst);
  }

  /**
   * @throws DamagedCheckpoint
   * @throws AppError `conflict` where a newer Nevus wrote it
   */
  async read(place: Place): Promise<Checkpoint> {
    const file = await open(this.#pathOf(place), 'r');
    try {
      return await readCheckpoint(file);
    } finally {
      await file.close();
    }
  }

  /**
   * Writes a checkpoint and removes those that are not needed any more. Where it cannot be written, the ones before it stay.
   * @param bestEpoch 0 where there is none yet
   */
  async write(checkpoint: Checkpoint, bestEpoch: number): Promise<void> {
    const place = checkpoint.facts;
    const path = this.#pathOf(place);
    const temporary = `${path}.tmp`;
    if ((await mkdir(this.#folder, { recursive: true })) !== undefined) await syncFolder(this.#runFolder);
    try {
      await writeDurably(temporary, (file) => writeCheckpoint(file, checkpoint));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(this.#folder);
    await this.#prune(place, bestEpoch);
  }

  async #prune(newest: Place, bestEpoch: number): Promise<void> {
    // One that is further on was damaged, or is of a run that took another way from here.
    const reached = (await this.list()).filter((place) => newestFirst(newest, place) <= 0);
    const kept = new Set(reached.slice(0, keptCount).map((place) => this.#nameOf(place)));
    kept.add(this.#nameOf(endOf(bestEpoch)));
    for (const name of await this.#names()) if (!kept.has(name)) await rm(join(this.#folder, name), { force: true });
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  #nameOf({ epoch, batch }: Place): string {
    return `epoch-${String(epoch).padStart(4, '0')}-batch-${String(batch).padStart(7, '0')}.checkpoint`;
  }

  #pathOf(place: Place): string {
    return join(this.#folder, this.#nameOf(place));
  }
}

/** The place of the checkpoint that is made when an epoch has ended. */
export function endOf(epoch: number): Place {
  return { epoch: epoch + 1, batch: 0 };
}

function newestFirst(one: Place, other: Place): number {
  return other.epoch - one.epoch || other.batch - one.batch;
}
