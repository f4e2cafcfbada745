import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Narrow filters, blocks and stride of each stack (He et al. 2015, arXiv 1512.03385, table 1). */
const stacks = [
  { filters: 64, count: 3, strides: 1 },
  { filters: 128, count: 4, strides: 2 },
  { filters: 256, count: 6, strides: 2 },
  { filters: 512, count: 3, strides: 2 },
] as const;

/** ResNet50; as in Keras, a stack's stride is in the first 1 x 1 convolution of its first block. */
export function resNet50(context: BuildContext): Trunk {
  const blocks = new Blocks(context, { epsilon: 1.001e-5 });
  return {
    preprocessing: 'centred-bgr',
    lay: (start) => {
      const padded = blocks.pad(start, 'conv1_pad', 3);
      const first = blocks.convolution(padded, 'conv1_conv', 64, 7, { strides: 2, padding: 'valid', useBias: true });
      const active = blocks.activate(blocks.normalize(first, 'conv1_bn'), 'conv1_relu', 'relu');
      let maps = blocks.maximumPool(blocks.pad(active, 'pool1_pad', 1), 'pool1_pool', 3, 2);
      stacks.forEach(({ filters, count, strides }, stack) => {
        for (let block = 1; block <= count; block++) {
          const isFirst = block === 1;
          maps = layBlock(blocks, maps, `conv${stack + 2}_block${block}`, filters, isFirst ? strides : 1, isFirst);
        }
      });
      return maps;
    },
  };
}

/** Three convolutions beside their own input, which a first block projects. */
function layBlock(
  blocks: Blocks,
  start: SymbolicTensor,
  name: string,
  filters: number,
  strides: number,
  projects: boolean,
): SymbolicTensor {
  const convolve = (to: SymbolicTensor, number: number, width: number, kernelSize: number, stride: number): SymbolicTensor =>
    blocks.normalize(
      blocks.convolution(to, `${name}_${number}_conv`, width, kernelSize, { strides: stride, useBias: true }),
      `${name}_${number}_bn`,
    );
  const shortcut = projects ? convolve(start, 0, 4 * filters, 1, strides) : start;
  const narrow = blocks.activate(convolve(start, 1, filters, 1, strides), `${name}_1_relu`, 'relu');
  const seen = blocks.activate(convolve(narrow, 2, filters, 3, 1), `${name}_2_relu`, 'relu');
  const sum = blocks.add(`${name}_add`, shortcut, convolve(seen, 3, 4 * filters, 1, 1));
  return blocks.activate(sum, `${name}_out`, 'relu');
}
