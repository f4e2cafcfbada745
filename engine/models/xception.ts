import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Filters of the blocks that halve the maps on the way in, and how many blocks keep them (Chollet 2016, arXiv 1610.02357, figure 5). */
const entryFilters = [128, 256, 728] as const;
const middleBlocks = 8;
const middleFilters = 728;

/** Xception. The four projections beside the halving blocks, which Keras numbers, are named after their blocks. */
export function xception(context: BuildContext): Trunk {
  const blocks = new Blocks(context);
  const activate = (maps: SymbolicTensor, name: string): SymbolicTensor => blocks.activate(maps, name, 'relu');
  const separable = (maps: SymbolicTensor, name: string, filters: number): SymbolicTensor =>
    blocks.normalize(blocks.separable(maps, name, filters), `${name}_bn`);

  /** Two separable convolutions and a pooling beside a projection. */
  const layHalving = (start: SymbolicTensor, block: string, filters: readonly [number, number], isFirst: boolean): SymbolicTensor => {
    const projected = blocks.convolution(start, `${block}_projection`, filters[1], 1, { strides: 2 });
    const shortcut = blocks.normalize(projected, `${block}_projection_bn`);
    const first = separable(isFirst ? start : activate(start, `${block}_sepconv1_act`), `${block}_sepconv1`, filters[0]);
    const second = separable(activate(first, `${block}_sepconv2_act`), `${block}_sepconv2`, filters[1]);
    return blocks.add(`${block}_add`, blocks.maximumPool(second, `${block}_pool`, 3, 2, 'same'), shortcut);
  };

  /** Three separable convolutions beside their own input. */
  const layMiddle = (start: SymbolicTensor, block: string): SymbolicTensor => {
    let maps = start;
    for (let number = 1; number <= 3; number++) {
      const name = `${block}_sepconv${number}`;
      maps = separable(activate(maps, `${name}_act`), name, middleFilters);
    }
    return blocks.add(`${block}_add`, maps, start);
  };

  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      let maps = blocks.convolution(start, 'block1_conv1', 32, 3, { strides: 2, padding: 'valid' });
      maps = activate(blocks.normalize(maps, 'block1_conv1_bn'), 'block1_conv1_act');
      maps = blocks.convolution(maps, 'block1_conv2', 64, 3, { padding: 'valid' });
      maps = activate(blocks.normalize(maps, 'block1_conv2_bn'), 'block1_conv2_act');
      let number = 2;
      for (const filters of entryFilters) {
        maps = layHalving(maps, `block${number}`, [filters, filters], number === 2);
        number++;
      }
      for (const last = number + middleBlocks; number < last; number++) maps = layMiddle(maps, `block${number}`);
      maps = layHalving(maps, `block${number}`, [middleFilters, 1024], false);
      number++;
      maps = activate(separable(maps, `block${number}_sepconv1`, 1536), `block${number}_sepconv1_act`);
      return activate(separable(maps, `block${number}_sepconv2`, 2048), `block${number}_sepconv2_act`);
    },
  };
}
