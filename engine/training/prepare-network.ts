import type { ModelSpec } from '../../common/domain/model-spec.ts';
import type { FactsEncoding } from '../../common/domain/patient-facts.ts';
import { buildNetwork } from '../models/build-network.ts';
import type { Network } from '../models/network.ts';
import { loadBackboneWeights } from '../weights/load-backbone-weights.ts';
import { readWeightFile } from '../weights/read-weight-file.ts';
import { findTrunkEnd } from '../weights/trunk-end.ts';

/**
 * Builds the network of a run, with imported weights in its backbone where there are any. The caller disposes of it.
 * @throws AppError `weights-unreadable`
 */
export async function prepareNetwork(
  spec: ModelSpec,
  classCount: number,
  seed: number,
  backboneFolder: string | null,
  facts: FactsEncoding | null = null,
): Promise<Network> {
  if (backboneFolder === null) return buildNetwork(spec, classCount, seed, { facts });
  const file = await readWeightFile(backboneFolder);
  try {
    const network = buildNetwork(spec, classCount, seed, { trunkEnd: findTrunkEnd(file), facts });
    try {
      await loadBackboneWeights(network, file);
    } catch (error) {
      network.dispose();
      throw error;
    }
    return network;
  } finally {
    await file.close();
  }
}
