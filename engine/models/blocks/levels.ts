import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { MapDeviation } from '../layers/map-deviation.ts';
import { applyLayer } from '../network.ts';

/** Levels whose maps are larger than this share of the photograph see hardly more than edges, and would take most of the time. */
const largestShare = 1 / 4;

/**
 * Features of several depths: mean and standard deviation of the last maps of every size. Texture, of which dermatoscopy is full, lies in the middle of a network that was trained on objects.
 * @param chain a backbone's layers in topological order, from the photograph to its pooled features
 * @param pooled [n, channels]: the mean of the last maps, by which the features begin
 * @returns [n, features]
 */
export function layLevels(chain: readonly layers.Layer[], edge: number, pooled: SymbolicTensor): SymbolicTensor {
  const levels = lastOfEverySize(chain, Math.ceil(edge * largestShare));
  const deviations = levels.map((maps) => applyLayer(new MapDeviation({ name: `deviation_${maps.shape[1]}` }), maps));
  // The mean of the last level is what was pooled.
  const means = levels
    .slice(0, -1)
    .map((maps) => applyLayer(layers.globalAveragePooling2d({ name: `mean_${maps.shape[1]}`, dataFormat: 'channelsLast' }), maps));
  return layers.concatenate({ name: 'levels' }).apply([pooled, ...means, ...deviations]) as SymbolicTensor;
}

/** Of the maps through which all goes, so that none inside a residual block is taken for its end; largest first. */
function lastOfEverySize(chain: readonly layers.Layer[], largest: number): SymbolicTensor[] {
  const position = new Map(chain.map((layer, index) => [layer, index]));
  const inputsOf = (layer: layers.Layer): layers.Layer[] => [layer.input].flat().map(({ sourceLayer }) => sourceLayer);
  const lastUse = chain.map((_, index) => index);
  chain.forEach((layer, index) => {
    for (const source of inputsOf(layer)) lastUse[position.get(source) ?? index] = index;
  });
  const bySize = new Map<number, SymbolicTensor>();
  let open = 0;
  chain.forEach((layer, index) => {
    const maps = layer.output as SymbolicTensor;
    const size = maps.shape[1];
    const isPassage = open <= index && layer.getClassName() !== 'ZeroPadding2D';
    open = Math.max(open, lastUse[index] ?? index);
    if (isPassage && maps.shape.length === 4 && typeof size === 'number' && size <= largest) bySize.set(size, maps);
  });
  return [...bySize.values()];
}
