import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../common/errors/app-error.ts';
import { readJson } from '../../models/layers-files.ts';
import { recoverSavedModel, SavedModelFacts } from '../../models/saved-model.ts';
import { DamagedCheckpoint } from './checkpoint-format.ts';
import { endOf } from './checkpoint-folder.ts';
import type { CheckpointFolder, Place } from './checkpoint-folder.ts';
import type { Checkpoint, TaskIdentity } from './checkpoint.ts';
import { differenceBetween } from './task-identity.ts';

/** Where a run goes on. */
export interface ResumePoint {
  readonly checkpoint: Checkpoint;
  /** The best epoch's checkpoint, where `model/` does not hold that epoch's network and has to be written again from it. */
  readonly lostModel: Checkpoint | null;
}

/**
 * The newest checkpoint from which a run can go on; null where there is none.
 * @param tell told of each that is passed over, in a sentence
 * @throws AppError `conflict` where the checkpoints are those of another task, or were written by a newer Nevus
 */
export async function findResumePoint(
  runFolder: string,
  folder: CheckpointFolder,
  identity: TaskIdentity,
  tell: (message: string) => void,
): Promise<ResumePoint | null> {
  for (const place of await folder.list()) {
    const checkpoint = await readOrPassOver(folder, place, tell);
    if (checkpoint === null) continue;
    const difference = differenceBetween(checkpoint.facts.identity, identity);
    if (difference !== null) {
      throw new AppError(
        'conflict',
        `This run cannot be resumed: its checkpoints were made ${difference}. They are left as they are; start a new run instead.`,
      );
    }
    const best = checkpoint.facts.epochs.findLast(({ isBest }) => isBest)?.record.epoch ?? 0;
    const { modelSha256 } = checkpoint.facts;
    if (modelSha256 === null || (await holdsModel(runFolder, best, modelSha256))) return { checkpoint, lostModel: null };
    const end = endOf(best);
    const isItself = place.epoch === end.epoch && place.batch === end.batch;
    const lostModel = isItself ? checkpoint : await readOrPassOver(folder, end, tell);
    if (lostModel !== null) return { checkpoint, lostModel };
    tell(`The best network so far, of epoch ${best}, is neither in the run's folder nor in a checkpoint.`);
  }
  return null;
}

async function readOrPassOver(folder: CheckpointFolder, place: Place, tell: (message: string) => void): Promise<Checkpoint | null> {
  const passOver = (reason: string): null => {
    tell(`The checkpoint in epoch ${place.epoch} after batch ${place.batch} ${reason}; it is passed over.`);
    return null;
  };
  try {
    return await folder.read(place);
  } catch (error) {
    if (error instanceof DamagedCheckpoint) return passOver(`is damaged (it ${error.message})`);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return passOver('is missing');
    throw error;
  }
}

/** Whether `model/` is whole and as an epoch left it. */
async function holdsModel(runFolder: string, epoch: number, weightsSha256: string): Promise<boolean> {
  const modelFolder = join(runFolder, 'model');
  await recoverSavedModel(modelFolder);
  // What a killed process had begun to write.
  await rm(`${modelFolder}.incoming`, { recursive: true, force: true });
  try {
    const facts = SavedModelFacts.safeParse(await readJson(modelFolder, 'nevus.json'));
    await readJson(modelFolder, 'model.json');
    if (facts.data?.bestEpoch !== epoch) return false;
    const hash = createHash('sha256');
    for await (const part of createReadStream(join(modelFolder, 'weights.bin'))) hash.update(part as Buffer);
    return hash.digest('hex') === weightsSha256;
  } catch (error) {
    if (error instanceof AppError && error.code === 'weights-unreadable') return false;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
