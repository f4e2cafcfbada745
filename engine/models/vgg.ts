import { layers } from '@tensorflow/tfjs-layers';
import { applyLayer } from './network.ts';
import type { BuildContext } from './network.ts';
import { Blocks } from './blocks/blocks.ts';
import type { Trunk } from './blocks/lay-backbone.ts';

const filters = [64, 128, 256, 512, 512] as const;

/** VGG with 16 or 19 layers (Simonyan and Zisserman 2014, arXiv 1409.1556, table 1, D and E): five blocks of 3 x 3 convolutions and a pooling. */
export function vgg(convolutions: readonly [number, number, number, number, number], context: BuildContext): Trunk {
  const { initializers } = context;
  const blocks = new Blocks(context);
  return {
    preprocessing: 'centred-bgr',
    lay: (start) => {
      let maps = start;
      convolutions.forEach((count, index) => {
        const block = `block${index + 1}`;
        for (let number = 1; number <= count; number++) {
          const kernelInitializer = initializers.glorotUniform();
          const options = {
            filters: filters[index] as number,
            kernelSize: 3,
            padding: 'same',
            activation: 'relu',
            kernelInitializer,
          } as const;
          maps = applyLayer(layers.conv2d({ name: `${block}_conv${number}`, ...options }), maps);
        }
        maps = blocks.maximumPool(maps, `${block}_pool`, 2, 2);
      });
      return maps;
    },
  };
}

export const vgg16Convolutions = [2, 2, 3, 3, 3] as const;
export const vgg19Convolutions = [2, 2, 4, 4, 4] as const;
