import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks, channelCount, roundChannels } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import { rescale } from './blocks/preprocessing.ts';
import { squeeze } from './blocks/squeeze-excite.ts';
import type { ActivationName } from './layers/activation.ts';
import type { BuildContext } from './network.ts';

/** Channels within the block as a multiple of those before it, filters at width 1, kernel, stride, squeeze-and-excitation, activation. */
type Row = readonly [
  expansion: number,
  filters: number,
  kernelSize: number,
  strides: number,
  excites: boolean,
  activation: 'relu' | 'hard_swish',
];

/** Howard et al. 2019, arXiv 1905.02244, table 1, with expansions as Keras has them. */
export const mobileNetV3LargeRows: readonly Row[] = [
  [1, 16, 3, 1, false, 'relu'],
  [4, 24, 3, 2, false, 'relu'],
  [3, 24, 3, 1, false, 'relu'],
  [3, 40, 5, 2, true, 'relu'],
  [3, 40, 5, 1, true, 'relu'],
  [3, 40, 5, 1, true, 'relu'],
  [6, 80, 3, 2, false, 'hard_swish'],
  [2.5, 80, 3, 1, false, 'hard_swish'],
  [2.3, 80, 3, 1, false, 'hard_swish'],
  [2.3, 80, 3, 1, false, 'hard_swish'],
  [6, 112, 3, 1, true, 'hard_swish'],
  [6, 112, 3, 1, true, 'hard_swish'],
  [6, 160, 5, 2, true, 'hard_swish'],
  [6, 160, 5, 1, true, 'hard_swish'],
  [6, 160, 5, 1, true, 'hard_swish'],
];

/** The same, table 2. */
export const mobileNetV3SmallRows: readonly Row[] = [
  [1, 16, 3, 2, true, 'relu'],
  [72 / 16, 24, 3, 2, false, 'relu'],
  [88 / 24, 24, 3, 1, false, 'relu'],
  [4, 40, 5, 2, true, 'hard_swish'],
  [6, 40, 5, 1, true, 'hard_swish'],
  [6, 40, 5, 1, true, 'hard_swish'],
  [3, 48, 5, 1, true, 'hard_swish'],
  [3, 48, 5, 1, true, 'hard_swish'],
  [6, 96, 5, 2, true, 'hard_swish'],
  [6, 96, 5, 1, true, 'hard_swish'],
  [6, 96, 5, 1, true, 'hard_swish'],
];

/** MobileNet v3. Keras pads before a stride as `same` does. */
export function mobileNetV3(alpha: number, rows: readonly Row[], context: BuildContext): Trunk {
  const blocks = new Blocks(context);

  const layBlock = (start: SymbolicTensor, index: number, row: Row): SymbolicTensor => {
    const [expansion, filtersAtOne, kernelSize, strides, excites, activation] = row;
    const prefix = index === 0 ? 'expanded_conv' : `expanded_conv_${index}`;
    const channels = channelCount(start);
    const inner = roundChannels(channels * expansion);
    const filters = roundChannels(filtersAtOne * alpha);
    const active = (maps: SymbolicTensor, name: string): SymbolicTensor =>
      blocks.activate(blocks.normalize(maps, `${name}_bn`), `${name}_activation`, activation);
    let maps = start;
    if (index > 0) maps = active(blocks.convolution(maps, `${prefix}_expand`, inner, 1), `${prefix}_expand`);
    maps = active(blocks.depthwise(maps, `${prefix}_depthwise`, kernelSize, { strides }), `${prefix}_depthwise`);
    if (excites) maps = excite(blocks, maps, `${prefix}_squeeze_excite`, roundChannels(inner / 4));
    maps = blocks.normalize(blocks.convolution(maps, `${prefix}_project`, filters, 1), `${prefix}_project_bn`);
    return strides === 1 && channels === filters ? blocks.add(`${prefix}_add`, start, maps) : maps;
  };

  const convolve = (maps: SymbolicTensor, name: string, filters: number, kernelSize: number, strides: number): SymbolicTensor => {
    const normalized = blocks.normalize(blocks.convolution(maps, name, filters, kernelSize, { strides }), `${name}_bn`);
    return blocks.activate(normalized, `${name}_activation`, 'hard_swish' satisfies ActivationName);
  };

  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      let maps = convolve(start, 'conv', 16, 3, 2);
      rows.forEach((row, index) => (maps = layBlock(maps, index, row)));
      return convolve(maps, 'conv_1', roundChannels(channelCount(maps) * 6), 1, 1);
    },
  };
}

/** The maps, each times what the means of all of them say of it: min(max(x + 3, 0), 6) / 6. */
function excite(blocks: Blocks, maps: SymbolicTensor, name: string, narrow: number): SymbolicTensor {
  const means = squeeze(maps, `${name}_avg_pool`, `${name}_reshape`);
  const reduced = blocks.activate(blocks.convolution(means, `${name}_conv`, narrow, 1, { useBias: true }), `${name}_relu`, 'relu');
  const raised = rescale(blocks.convolution(reduced, `${name}_conv_1`, channelCount(maps), 1, { useBias: true }), `${name}_raised`, 1, 3);
  const share = rescale(blocks.activate(raised, `${name}_relu6`, 'relu6'), `${name}_share`, 1 / 6);
  return blocks.multiply(`${name}_mul`, maps, share);
}
