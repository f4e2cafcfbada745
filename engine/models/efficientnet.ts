import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BackboneSpec } from '../../common/domain/model-spec.ts';
import { Blocks, channelCount, roundChannels } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import { imagenetDeviation, rescale } from './blocks/preprocessing.ts';
import { squeeze } from './blocks/squeeze-excite.ts';
import { ChannelNormalization } from './layers/channel-normalization.ts';
import { SeededDropout } from './layers/dropout.ts';
import { applyLayer } from './network.ts';
import type { BuildContext } from './network.ts';

/** Expansion, kernel, stride of the first block, filters and blocks of B0 (Tan and Le 2019, arXiv 1905.11946, table 1). */
const stages = [
  { expansion: 1, kernelSize: 3, strides: 1, filters: 16, count: 1 },
  { expansion: 6, kernelSize: 3, strides: 2, filters: 24, count: 2 },
  { expansion: 6, kernelSize: 5, strides: 2, filters: 40, count: 2 },
  { expansion: 6, kernelSize: 3, strides: 2, filters: 80, count: 3 },
  { expansion: 6, kernelSize: 5, strides: 1, filters: 112, count: 3 },
  { expansion: 6, kernelSize: 5, strides: 2, filters: 192, count: 4 },
  { expansion: 6, kernelSize: 3, strides: 1, filters: 320, count: 1 },
] as const;

/** Factors of filters and of blocks; what tells the members of the family apart beside their input. */
export const efficientNetFactors = {
  'efficientnet-b0': { width: 1, depth: 1 },
  'efficientnet-b1': { width: 1, depth: 1.1 },
  'efficientnet-b2': { width: 1.1, depth: 1.2 },
  'efficientnet-b3': { width: 1.2, depth: 1.4 },
} as const;

type EfficientNetSpec = Extract<BackboneSpec, { architecture: keyof typeof efficientNetFactors }>;

/** Share of the samples for which the last block is left out in training; earlier blocks fewer, in proportion. */
const lastDropRate = 0.2;

/** Above every salt of a head's dropouts. */
const firstSalt = 100;

/** An EfficientNet. It scales its input itself, by statistics that come with its weights. Keras pads before a stride as `same` does. */
export function efficientNet(spec: EfficientNetSpec, context: BuildContext): Trunk {
  const { width, depth } = efficientNetFactors[spec.architecture];
  const blocks = new Blocks(context, { firstWeights: 'he-by-outputs' });
  const scaled = (filters: number): number => roundChannels(filters * width);
  const active = (maps: SymbolicTensor, normalization: string, activation: string): SymbolicTensor =>
    blocks.activate(blocks.normalize(maps, normalization), activation, 'swish');
  const blockTotal = stages.reduce((sum, { count }) => sum + Math.ceil(depth * count), 0);

  const layBlock = (start: SymbolicTensor, name: string, stage: Stage, strides: number, index: number): SymbolicTensor => {
    const channels = channelCount(start);
    const filters = scaled(stage.filters);
    let maps = start;
    if (stage.expansion > 1) {
      const expanded = blocks.convolution(maps, `${name}_expand_conv`, channels * stage.expansion, 1);
      maps = active(expanded, `${name}_expand_bn`, `${name}_expand_activation`);
    }
    maps = active(blocks.depthwise(maps, `${name}_dwconv`, stage.kernelSize, { strides }), `${name}_bn`, `${name}_activation`);
    maps = excite(blocks, maps, name, Math.max(1, Math.floor(channels / 4)));
    maps = blocks.normalize(blocks.convolution(maps, `${name}_project_conv`, filters, 1), `${name}_project_bn`);
    if (strides > 1 || channels !== filters) return maps;
    const drop = { name: `${name}_drop`, rate: (lastDropRate * index) / blockTotal, salt: firstSalt + index, dropsRows: true };
    return blocks.add(`${name}_add`, applyLayer(new SeededDropout({ ...drop, random: context.random }), maps), start);
  };

  return {
    preprocessing: 'none',
    lay: (start) => {
      let maps = active(
        blocks.convolution(layInput(start, spec), 'stem_conv', scaled(32), 3, { strides: 2 }),
        'stem_bn',
        'stem_activation',
      );
      let index = 0;
      stages.forEach((stage, number) => {
        for (let block = 0; block < Math.ceil(depth * stage.count); block++) {
          const name = `block${number + 1}${String.fromCharCode('a'.charCodeAt(0) + block)}`;
          maps = layBlock(maps, name, stage, block === 0 ? stage.strides : 1, index);
          index++;
        }
      });
      return active(blocks.convolution(maps, 'top_conv', scaled(1280), 1), 'top_bn', 'top_activation');
    },
  };
}

type Stage = (typeof stages)[number];

/** Keras divides once more by the root of ImageNet's deviation where it takes its ImageNet weights, which were trained like that. */
function layInput(start: SymbolicTensor, { weights }: EfficientNetSpec): SymbolicTensor {
  const normalized = applyLayer(new ChannelNormalization({ name: 'normalization' }), rescale(start, 'rescaling', 1 / 255));
  if (weights !== 'imagenet') return normalized;
  const factors = imagenetDeviation.map((deviation) => 1 / Math.sqrt(deviation));
  return rescale(normalized, 'rescaling_1', factors);
}

/** The maps, each times what the means of all of them say of it. */
function excite(blocks: Blocks, maps: SymbolicTensor, name: string, narrow: number): SymbolicTensor {
  const means = squeeze(maps, `${name}_se_squeeze`, `${name}_se_reshape`);
  const reduced = blocks.convolution(means, `${name}_se_reduce`, narrow, 1, { useBias: true });
  const wide = blocks.convolution(
    blocks.activate(reduced, `${name}_se_reduce_activation`, 'swish'),
    `${name}_se_expand`,
    channelCount(maps),
    1,
    { useBias: true },
  );
  const share = applyLayer(layers.activation({ name: `${name}_se_expand_activation`, activation: 'sigmoid' }), wide);
  return blocks.multiply(`${name}_se_excite`, maps, share);
}
