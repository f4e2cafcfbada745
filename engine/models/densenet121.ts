import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks, channelCount } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Layers of each dense block (Huang et al. 2016, arXiv 1608.06993, table 1). */
const layerCounts = [6, 12, 24, 16] as const;

/** Maps that each layer adds. */
const growth = 32;

/** DenseNet121: every layer sees the maps of all layers before it in its block; between blocks half of the maps are kept. */
export function denseNet121(context: BuildContext): Trunk {
  const blocks = new Blocks(context, { epsilon: 1.001e-5 });
  const active = (maps: SymbolicTensor, normalization: string, activation: string): SymbolicTensor =>
    blocks.activate(blocks.normalize(maps, normalization), activation, 'relu');
  const layLayer = (maps: SymbolicTensor, name: string): SymbolicTensor => {
    const narrow = blocks.convolution(active(maps, `${name}_0_bn`, `${name}_0_relu`), `${name}_1_conv`, 4 * growth, 1);
    const added = blocks.convolution(active(narrow, `${name}_1_bn`, `${name}_1_relu`), `${name}_2_conv`, growth, 3);
    return blocks.concatenate(`${name}_concat`, maps, added);
  };
  return {
    preprocessing: 'standardised',
    lay: (start) => {
      const padded = blocks.pad(start, 'zero_padding2d', 3);
      const first = blocks.convolution(padded, 'conv1_conv', 64, 7, { strides: 2, padding: 'valid' });
      const firstActive = active(first, 'conv1_bn', 'conv1_relu');
      let maps = blocks.maximumPool(blocks.pad(firstActive, 'zero_padding2d_1', 1), 'pool1', 3, 2);
      layerCounts.forEach((count, index) => {
        const number = index + 2;
        for (let layer = 1; layer <= count; layer++) maps = layLayer(maps, `conv${number}_block${layer}`);
        if (number === layerCounts.length + 1) return;
        const pool = `pool${number}`;
        const halved = blocks.convolution(active(maps, `${pool}_bn`, `${pool}_relu`), `${pool}_conv`, channelCount(maps) / 2, 1);
        maps = blocks.averagePool(halved, `${pool}_pool`, 2, 2);
      });
      return active(maps, 'bn', 'relu');
    },
  };
}
