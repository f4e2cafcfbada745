import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { z } from 'zod';
import type { MobileNetV1Spec } from '../../common/domain/model-spec.ts';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import type { BuildContext } from './network.ts';

/** Filters at width 1, and stride of the depthwise convolution before them (Howard et al. 2017, arXiv 1704.04861, table 1). */
const rows = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** Filters of the first convolution at width 1. */
export const firstFilters = 32;

/** MobileNet v1. Where the trunk ends early it lacks the last pointwise convolution. */
export function mobileNetV1({ alpha }: z.infer<typeof MobileNetV1Spec>, context: BuildContext): Trunk {
  const blocks = new Blocks(context);
  return {
    preprocessing: 'symmetric',
    lay: (start) => {
      let maps = normalized(blocks, blocks.convolution(start, 'conv1', firstFilters * alpha, 3, { strides: 2 }), 'conv1');
      rows.forEach(([filters, strides], index) => {
        const number = index + 1;
        maps = normalized(blocks, layDepthwise(blocks, maps, number, strides), `conv_dw_${number}`);
        if (context.trunkEnd === 'conv_dw_13' && number === rows.length) return;
        maps = normalized(blocks, blocks.convolution(maps, `conv_pw_${number}`, filters * alpha, 1), `conv_pw_${number}`);
      });
      return maps;
    },
  };
}

/** Before a stride Keras pads below and to the right only, which is what `same` does to an even edge, but not to an odd one. */
function layDepthwise(blocks: Blocks, maps: SymbolicTensor, number: number, strides: number): SymbolicTensor {
  const name = `conv_dw_${number}`;
  const isOdd = (maps.shape[1] as number) % 2 === 1;
  if (strides === 1 || !isOdd) return blocks.depthwise(maps, name, 3, { strides });
  const padding: [[number, number], [number, number]] = [
    [0, 1],
    [0, 1],
  ];
  return blocks.depthwise(blocks.pad(maps, `conv_pad_${number}`, padding), name, 3, { strides, padding: 'valid' });
}

function normalized(blocks: Blocks, maps: SymbolicTensor, name: string): SymbolicTensor {
  return blocks.activate(blocks.normalize(maps, `${name}_bn`), `${name}_relu`, 'relu6');
}
