import { createHash } from 'node:crypto';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Augmentation } from '../../common/domain/training-config.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { changesBeyondOrientation, drawChange, unchanged } from '../data/augmentation/photograph-change.ts';
import type { PhotographChange } from '../data/augmentation/photograph-change.ts';
import { allowedOrientations } from '../data/orientation.ts';
import { modelWeights } from '../models/model-weights.ts';
import type { Network } from '../models/network.ts';

/** Changes when the same photograph and backbone would give other features: those of before are then computed anew. */
const formatVersion = 1;

/** What a backbone's features are kept under, hexadecimal: its layers, its weights, and what computes it. Weights' random start does not count, their values do. */
export async function backboneKey(network: Network, backbone: NonNullable<Network['frozenBackbone']>): Promise<string> {
  const hash = createHash('sha256');
  const layers = backbone.layers.map((layer) => [layer.getClassName(), layer.getConfig()]);
  hash.update(JSON.stringify([formatVersion, getBackend(), network.spec.architecture, layers], withoutNames));
  for (const weight of modelWeights(backbone)) {
    const values = await weight.data<'float32'>();
    hash.update(JSON.stringify(weight.shape)).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

/** Names may be numbered through a process; what starts weights is told by their values. */
function withoutNames(key: string, value: unknown): unknown {
  return key === 'name' || /initializer$/i.test(key) ? undefined : value;
}

/** How many different variants of a photograph the options allow, `wanted` at most. */
export function countVariants(augmentation: Augmentation, wanted: number): number {
  return changesBeyondOrientation(augmentation) ? wanted : Math.min(wanted, allowedOrientations(augmentation).length);
}

/**
 * The variants of one photograph: first as it was taken, then changed as the options say, each laid in another way while there are ways.
 * @param fingerprint of the photograph's pixels, hexadecimal: the same photograph has the same variants in every split
 */
export function drawVariants(augmentation: Augmentation, count: number, seed: number, fingerprint: string): PhotographChange[] {
  const random = new SeededRandom(seed, 'variants', fingerprint);
  const [, ...others] = allowedOrientations(augmentation);
  random.shuffle(others);
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return unchanged;
    const change = drawChange(augmentation, random);
    const orientation = others.length === 0 ? unchanged.orientation : (others[(index - 1) % others.length] ?? unchanged.orientation);
    return { ...change, orientation };
  });
}

/** What the features of a changed photograph are kept under, hexadecimal. */
export function sampleKey(fingerprint: string, change: PhotographChange): string {
  return createHash('sha256').update(fingerprint).update(JSON.stringify(change)).digest('hex');
}
