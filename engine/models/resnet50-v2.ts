import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Narrow filters and blocks of each stack (He et al. 2016, arXiv 1603.05027). */
const stacks = [
  { filters: 64, count: 3 },
  { filters: 128, count: 4 },
  { filters: 256, count: 6 },
  { filters: 512, count: 3 },
] as const;

/** ResNet50 with normalisation and relu before each convolution; as in Keras, a stack's stride is in its last block, and the last stack has none. */
export function resNet50V2(context: BuildContext): Trunk {
  const blocks = new Blocks(context, { epsilon: 1.001e-5 });
  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      const padded = blocks.pad(start, 'conv1_pad', 3);
      const first = blocks.convolution(padded, 'conv1_conv', 64, 7, { strides: 2, padding: 'valid', useBias: true });
      let maps = blocks.maximumPool(blocks.pad(first, 'pool1_pad', 1), 'pool1_pool', 3, 2);
      stacks.forEach(({ filters, count }, stack) => {
        for (let block = 1; block <= count; block++) {
          const strides = block === count && stack < stacks.length - 1 ? 2 : 1;
          maps = layBlock(blocks, maps, `conv${stack + 2}_block${block}`, filters, strides, block === 1);
        }
      });
      return blocks.activate(blocks.normalize(maps, 'post_bn'), 'post_relu', 'relu');
    },
  };
}

/** A first block projects its input, a strided one takes every second place of it. */
function layBlock(
  blocks: Blocks,
  start: SymbolicTensor,
  name: string,
  filters: number,
  strides: number,
  projects: boolean,
): SymbolicTensor {
  const active = blocks.activate(blocks.normalize(start, `${name}_preact_bn`), `${name}_preact_relu`, 'relu');
  const thinned = strides > 1 ? blocks.maximumPool(start, `${name}_thinned`, 1, strides) : start;
  const shortcut = projects ? blocks.convolution(active, `${name}_0_conv`, 4 * filters, 1, { strides, useBias: true }) : thinned;
  const normalized = (maps: SymbolicTensor, number: number): SymbolicTensor =>
    blocks.activate(blocks.normalize(maps, `${name}_${number}_bn`), `${name}_${number}_relu`, 'relu');
  const narrow = normalized(blocks.convolution(active, `${name}_1_conv`, filters, 1), 1);
  const padded = blocks.pad(narrow, `${name}_2_pad`, 1);
  const seen = normalized(blocks.convolution(padded, `${name}_2_conv`, filters, 3, { strides, padding: 'valid' }), 2);
  return blocks.add(`${name}_out`, shortcut, blocks.convolution(seen, `${name}_3_conv`, 4 * filters, 1, { useBias: true }));
}
