import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import { LayerNormalization } from './layers/layer-normalization.ts';
import { LayerScale } from './layers/layer-scale.ts';
import { applyLayer } from './network.ts';
import type { BuildContext } from './network.ts';

/** Channels and blocks of each stage (Liu et al. 2022, arXiv 2201.03545, table 9). */
const stages = [
  { channels: 96, count: 3 },
  { channels: 192, count: 3 },
  { channels: 384, count: 9 },
  { channels: 768, count: 3 },
] as const;

const epsilon = 1e-6;
const prefix = 'convnext_tiny';

/** ConvNeXt Tiny. Its pooled features are normalised once more, and its depthwise kernels are [7, 7, channels, 1] for Keras's [7, 7, 1, channels]. */
export function convNeXtTiny(context: BuildContext): Trunk {
  const blocks = new Blocks(context);
  const normalize = (maps: SymbolicTensor, name: string): SymbolicTensor => applyLayer(new LayerNormalization({ name, epsilon }), maps);

  const layBlock = (start: SymbolicTensor, name: string, channels: number): SymbolicTensor => {
    const seen = normalize(blocks.depthwise(start, `${name}_depthwise_conv`, 7, { useBias: true }), `${name}_layernorm`);
    const wide = blocks.activate(blocks.dense(seen, `${name}_pointwise_conv_1`, 4 * channels), `${name}_gelu`, 'gelu');
    const narrow = blocks.dense(wide, `${name}_pointwise_conv_2`, channels);
    const scaled = applyLayer(new LayerScale({ name: `${name}_layer_scale`, initValues: 1e-6 }), narrow);
    return blocks.add(`${name}_add`, start, scaled);
  };

  return {
    preprocessing: 'standardised',
    lay: (start) => {
      let maps = start;
      stages.forEach(({ channels, count }, stage) => {
        if (stage === 0) {
          const stem = blocks.convolution(maps, `${prefix}_stem_conv`, channels, 4, { strides: 4, padding: 'valid', useBias: true });
          maps = normalize(stem, `${prefix}_stem_layernorm`);
        } else {
          const normalized = normalize(maps, `${prefix}_downsampling_layernorm_${stage - 1}`);
          const name = `${prefix}_downsampling_conv_${stage - 1}`;
          maps = blocks.convolution(normalized, name, channels, 2, { strides: 2, padding: 'valid', useBias: true });
        }
        for (let block = 0; block < count; block++) maps = layBlock(maps, `${prefix}_stage_${stage}_block_${block}`, channels);
      });
      return maps;
    },
    finish: (pooled) => normalize(pooled, 'layer_normalization'),
  };
}
