import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { assignBackboneWeights, findTrunkEnd } from '../models/backbone-weights.ts';
import { buildNetwork } from '../models/build-network.ts';
import { readLayersFiles } from '../models/layers-files.ts';
import type { Network } from '../models/network.ts';

/**
 * Builds the network of a run, with imported weights in its backbone where there are any. The caller disposes of it.
 * @throws AppError `weights-unreadable`
 */
export async function prepareNetwork(spec: ModelSpec, classCount: number, seed: number, backboneFolder: string | null): Promise<Network> {
  if (backboneFolder === null) return buildNetwork(spec, classCount, seed);
  const files = await readLayersFiles(backboneFolder);
  const network = buildNetwork(spec, classCount, seed, findTrunkEnd(files));
  try {
    assignBackboneWeights(files, network.backboneLayers);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}
