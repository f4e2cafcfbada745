import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { Distillation } from '../../common/domain/distillation.ts';
import { ModelSpec } from '../../common/domain/model-spec.ts';
import { encodedLength, FactsEncoding } from '../../common/domain/patient-facts.ts';
import { ResizeMode } from '../../common/domain/training-config.ts';
import { syncFolder, writeDurably } from '../data/durable-files.ts';
import { unreadable } from '../weights/unreadable.ts';
import './layers/registered-layers.ts';
import { readJson, readLayersFiles } from './layers-files.ts';

/** `nevus.json`: what the network is, beside its TensorFlow.js files. */
export const SavedModelFacts = z.object({
  /** 2 where there are facts: a Nevus that knows nothing of them then says so instead of failing. */
  formatVersion: z.literal([1, 2]),
  /** In the order of the network's outputs. */
  classes: z.array(z.string()).min(2),
  model: ModelSpec,
  /** How photographs are brought to the input's size. */
  resizeMode: ResizeMode,
  /** How the network takes facts, as its second input; absent: it takes none. */
  facts: FactsEncoding.optional(),
  weightCount: z.int(),
  bestEpoch: z.int(),
  /** Whose answers it learned beside the diagnoses; absent where there was no teacher. */
  distillation: Distillation.extend({ teacher: z.string() }).optional(),
});
export type SavedModelFacts = z.infer<typeof SavedModelFacts>;

/**
 * Writes `<runFolder>/model/` anew. The old one is there until the new one is complete on the disk; a process that is killed at any
 * moment leaves the one or the other (`recoverSavedModel` finishes a swap that was cut in two).
 * @returns SHA-256 of `weights.bin`
 */
export async function saveModel(runFolder: string, model: LayersModel, facts: SavedModelFacts): Promise<string> {
  const { target, incoming, outgoing } = places(join(runFolder, 'model'));
  await recoverSavedModel(target);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  let weightsSha256 = '';
  await model.save(
    io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const file = { format: 'layers-model', generatedBy: 'Nevus', convertedBy: null, modelTopology, weightsManifest: manifest };
      const weights = Buffer.from(io.CompositeArrayBuffer.join(weightData));
      weightsSha256 = createHash('sha256').update(weights).digest('hex');
      await writeDurably(join(incoming, 'weights.bin'), (handle) => handle.writeFile(weights));
      await writeDurably(join(incoming, 'model.json'), (handle) => handle.writeFile(JSON.stringify(file)));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  await writeDurably(join(incoming, 'nevus.json'), (handle) => handle.writeFile(`${JSON.stringify(facts, null, 2)}\n`));
  await syncFolder(incoming);
  if (await exists(target)) await rename(target, outgoing);
  await rename(incoming, target);
  await syncFolder(runFolder);
  await rm(outgoing, { recursive: true, force: true });
  return weightsSha256;
}

/** Where a swap was cut between its two renames, puts the old model back. Harmless at any time but during `saveModel`. */
export async function recoverSavedModel(modelFolder: string): Promise<void> {
  const { target, outgoing } = places(modelFolder);
  if (!(await exists(outgoing))) return;
  if (await exists(target)) await rm(outgoing, { recursive: true, force: true });
  else await rename(outgoing, target);
}

/**
 * Loads a saved network. The caller disposes of it.
 * @throws AppError `weights-unreadable` where a file is missing, damaged or of a newer format
 */
export async function loadSavedModel(modelFolder: string): Promise<{ model: LayersModel; facts: SavedModelFacts }> {
  await recoverSavedModel(modelFolder);
  const facts = SavedModelFacts.safeParse(await readJson(modelFolder, 'nevus.json'));
  if (!facts.success) throw unreadable('nevus.json is damaged, or was written by a newer Nevus');
  const { topology, entries, data } = await readLayersFiles(modelFolder);
  const source = { modelTopology: topology, weightSpecs: [...entries] as io.WeightsManifestEntry[], weightData: data };
  const model = await loadLayersModel(io.fromMemory(source)).catch((error: unknown) => {
    throw unreadable(`model.json and its weights do not fit (${error instanceof Error ? error.message : String(error)})`, error);
  });
  const { facts: encoding } = facts.data;
  if ((model.inputs[1]?.shape[1] ?? 0) === (encoding === undefined ? 0 : encodedLength(encoding))) return { model, facts: facts.data };
  model.dispose();
  throw unreadable('model.json takes other facts than nevus.json tells');
}

function places(modelFolder: string): { target: string; incoming: string; outgoing: string } {
  return { target: modelFolder, incoming: `${modelFolder}.incoming`, outgoing: `${modelFolder}.outgoing` };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
