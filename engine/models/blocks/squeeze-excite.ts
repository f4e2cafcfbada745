import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { applyLayer } from '../network.ts';

/** Means of the maps, [n, 1, 1, channels]: what squeeze-and-excitation looks at (Hu et al. 2017, arXiv 1709.01507). */
export function squeeze(maps: SymbolicTensor, poolName: string, reshapeName: string): SymbolicTensor {
  const pooled = applyLayer(layers.globalAveragePooling2d({ name: poolName, dataFormat: 'channelsLast' }), maps);
  return applyLayer(layers.reshape({ name: reshapeName, targetShape: [1, 1, pooled.shape.at(-1) as number] }), pooled);
}
