import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

type Shape = readonly [filters: number, kernelSize: number | [number, number]];

/** Filters of the pooled branch in the three mixtures of 5 x 5, and of the narrow branches in the four mixtures of 7 x 7 (arXiv 1512.00567, figures 5, 6). */
const pooledFilters = [32, 64, 64] as const;
const narrowFilters = [128, 160, 160, 192] as const;

const across: [number, number] = [1, 7];
const along: [number, number] = [7, 1];

/** Inception v3 (Szegedy et al. 2015). Keras numbers its convolutions; ours are named after their mixtures and branches. No normalisation has a gamma. */
export function inceptionV3(context: BuildContext): Trunk {
  const blocks = new Blocks(context);

  const convolve = (
    maps: SymbolicTensor,
    name: string,
    [filters, kernelSize]: Shape,
    options: Parameters<Blocks['convolution']>[4] = {},
  ) => {
    const normalized = blocks.normalize(blocks.convolution(maps, name, filters, kernelSize, options), `${name}_bn`, { scale: false });
    return blocks.activate(normalized, `${name}_relu`, 'relu');
  };
  const chain = (start: SymbolicTensor, name: string, shapes: readonly Shape[]): SymbolicTensor =>
    shapes.reduce((maps, shape, index) => convolve(maps, `${name}_${index + 1}`, shape), start);
  const halve = { strides: 2, padding: 'valid' } as const;
  const pooled = (maps: SymbolicTensor, name: string, filters: number): SymbolicTensor =>
    convolve(blocks.averagePool(maps, `${name}_average`, 3, 1, 'same'), `${name}_pooled`, [filters, 1]);

  const layStem = (start: SymbolicTensor): SymbolicTensor => {
    let maps = convolve(start, 'stem_1', [32, 3], halve);
    maps = convolve(maps, 'stem_2', [32, 3], { padding: 'valid' });
    maps = blocks.maximumPool(convolve(maps, 'stem_3', [64, 3]), 'stem_pool_1', 3, 2);
    maps = convolve(maps, 'stem_4', [80, 1], { padding: 'valid' });
    return blocks.maximumPool(convolve(maps, 'stem_5', [192, 3], { padding: 'valid' }), 'stem_pool_2', 3, 2);
  };

  const layFive = (maps: SymbolicTensor, name: string, poolFilters: number): SymbolicTensor =>
    blocks.concatenate(
      name,
      convolve(maps, `${name}_1x1`, [64, 1]),
      chain(maps, `${name}_5x5`, [
        [48, 1],
        [64, 5],
      ]),
      chain(maps, `${name}_3x3`, [
        [64, 1],
        [96, 3],
        [96, 3],
      ]),
      pooled(maps, name, poolFilters),
    );

  const laySeven = (maps: SymbolicTensor, name: string, narrow: number): SymbolicTensor =>
    blocks.concatenate(
      name,
      convolve(maps, `${name}_1x1`, [192, 1]),
      chain(maps, `${name}_7x7`, [
        [narrow, 1],
        [narrow, across],
        [192, along],
      ]),
      chain(maps, `${name}_7x7_twice`, [
        [narrow, 1],
        [narrow, along],
        [narrow, across],
        [narrow, along],
        [192, across],
      ]),
      pooled(maps, name, 192),
    );

  /** The two ways of looking beside each other that stand for a 3 x 3 convolution. */
  const split = (maps: SymbolicTensor, name: string): SymbolicTensor =>
    blocks.concatenate(`${name}_both`, convolve(maps, `${name}_across`, [384, [1, 3]]), convolve(maps, `${name}_along`, [384, [3, 1]]));

  const layWide = (maps: SymbolicTensor, name: string): SymbolicTensor =>
    blocks.concatenate(
      name,
      convolve(maps, `${name}_1x1`, [320, 1]),
      split(convolve(maps, `${name}_3x3_1`, [384, 1]), `${name}_3x3`),
      split(
        chain(maps, `${name}_3x3_twice`, [
          [448, 1],
          [384, 3],
        ]),
        `${name}_3x3_twice`,
      ),
      pooled(maps, name, 192),
    );

  const layFirstHalving = (maps: SymbolicTensor, name: string): SymbolicTensor =>
    blocks.concatenate(
      name,
      convolve(maps, `${name}_3x3`, [384, 3], halve),
      convolve(
        chain(maps, `${name}_3x3_twice`, [
          [64, 1],
          [96, 3],
        ]),
        `${name}_3x3_twice_3`,
        [96, 3],
        halve,
      ),
      blocks.maximumPool(maps, `${name}_pool`, 3, 2),
    );

  const laySecondHalving = (maps: SymbolicTensor, name: string): SymbolicTensor =>
    blocks.concatenate(
      name,
      convolve(convolve(maps, `${name}_3x3_1`, [192, 1]), `${name}_3x3_2`, [320, 3], halve),
      convolve(
        chain(maps, `${name}_7x7`, [
          [192, 1],
          [192, across],
          [192, along],
        ]),
        `${name}_7x7_4`,
        [192, 3],
        halve,
      ),
      blocks.maximumPool(maps, `${name}_pool`, 3, 2),
    );

  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      let maps = layStem(start);
      pooledFilters.forEach((filters, index) => (maps = layFive(maps, `mixed${index}`, filters)));
      maps = layFirstHalving(maps, 'mixed3');
      narrowFilters.forEach((filters, index) => (maps = laySeven(maps, `mixed${index + 4}`, filters)));
      maps = laySecondHalving(maps, 'mixed8');
      return layWide(layWide(maps, 'mixed9'), 'mixed10');
    },
  };
}
