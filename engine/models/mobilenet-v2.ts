import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { z } from 'zod';
import type { MobileNetV2Spec } from '../../common/domain/model-spec.ts';
import { Blocks, channelCount, roundChannels } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Expansion, filters at width 1, blocks and stride of the first of them (Sandler et al. 2018, arXiv 1801.04381, table 2). */
const stages = [
  { expansion: 1, filters: 16, count: 1, strides: 1 },
  { expansion: 6, filters: 24, count: 2, strides: 2 },
  { expansion: 6, filters: 32, count: 3, strides: 2 },
  { expansion: 6, filters: 64, count: 4, strides: 2 },
  { expansion: 6, filters: 96, count: 3, strides: 1 },
  { expansion: 6, filters: 160, count: 3, strides: 2 },
  { expansion: 6, filters: 320, count: 1, strides: 1 },
] as const;

/** MobileNet v2. Keras pads before a stride as `same` does. */
export function mobileNetV2({ alpha }: z.infer<typeof MobileNetV2Spec>, context: BuildContext): Trunk {
  const blocks = new Blocks(context);
  const active = (maps: SymbolicTensor, normalization: string, activation: string): SymbolicTensor =>
    blocks.activate(blocks.normalize(maps, normalization), activation, 'relu6');

  const layBlock = (start: SymbolicTensor, number: number, expansion: number, filters: number, strides: number): SymbolicTensor => {
    const name = number === 0 ? 'expanded_conv' : `block_${number}`;
    const channels = channelCount(start);
    let maps = start;
    if (expansion > 1) {
      maps = active(blocks.convolution(maps, `${name}_expand`, expansion * channels, 1), `${name}_expand_BN`, `${name}_expand_relu`);
    }
    maps = active(blocks.depthwise(maps, `${name}_depthwise`, 3, { strides }), `${name}_depthwise_BN`, `${name}_depthwise_relu`);
    maps = blocks.normalize(blocks.convolution(maps, `${name}_project`, filters, 1), `${name}_project_BN`);
    return strides === 1 && channels === filters ? blocks.add(`${name}_add`, start, maps) : maps;
  };

  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      let maps = active(blocks.convolution(start, 'Conv1', roundChannels(32 * alpha), 3, { strides: 2 }), 'bn_Conv1', 'Conv1_relu');
      let number = 0;
      for (const { expansion, filters, count, strides } of stages) {
        for (let block = 0; block < count; block++) {
          maps = layBlock(maps, number, expansion, roundChannels(filters * alpha), block === 0 ? strides : 1);
          number++;
        }
      }
      const lastFilters = alpha > 1 ? roundChannels(1280 * alpha) : 1280;
      return active(blocks.convolution(maps, 'Conv_1', lastFilters, 1), 'Conv_1_bn', 'out_relu');
    },
  };
}
