import { input, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ReverseChannels } from '../layers/reverse-channels.ts';
import { applyLayer } from '../network.ts';

/**
 * What a network's weights expect pixels to be, as in Keras: `symmetric` -1 ... 1 (its "tf" mode); `centred-bgr` blue first, less ImageNet's mean (its
 * "caffe" mode); `standardised` by ImageNet's mean and deviation (its "torch" mode); `none` as they are, for networks that begin with a scaling of their own.
 */
export type Preprocessing = 'symmetric' | 'centred-bgr' | 'standardised' | 'none';

/** ImageNet's mean and deviation by channel, red first, of pixels from 0 to 1; Keras's numbers. */
export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetDeviation = [0.229, 0.224, 0.225] as const;

/** ImageNet's mean of pixels from 0 to 255, blue first; Keras's numbers, which differ from the above in the last digits. */
const imagenetMeanBgr = [103.939, 116.779, 123.68] as const;

/**
 * The first layers of every network: photographs as bytes hold them, brought to what the network wants. This is the only place where pixels are
 * scaled, and it is saved with the network, so nobody who uses the file can forget or repeat it.
 */
export function photographInput(edge: number, preprocessing: Preprocessing): { photographs: SymbolicTensor; scaled: SymbolicTensor } {
  const photographs = input({ shape: [edge, edge, 3], name: 'photographs' });
  return { photographs, scaled: preprocess(photographs, preprocessing) };
}

function preprocess(photographs: SymbolicTensor, preprocessing: Preprocessing): SymbolicTensor {
  switch (preprocessing) {
    case 'symmetric':
      return rescale(photographs, 'scale', 1 / 127.5, -1);
    case 'centred-bgr': {
      const reversed = applyLayer(new ReverseChannels({ name: 'blue_first' }), photographs);
      const negative = imagenetMeanBgr.map((mean) => -mean);
      return rescale(reversed, 'centre', 1, negative);
    }
    case 'standardised':
      return standardise(photographs, 'standardise');
    case 'none':
      return photographs;
  }
}

/** (pixel / 255 - mean) / deviation, ImageNet's. */
export function standardise(photographs: SymbolicTensor, name: string): SymbolicTensor {
  const factors = imagenetDeviation.map((deviation) => 1 / (255 * deviation));
  const offsets = imagenetMean.map((mean, channel) => -mean / (imagenetDeviation[channel] ?? 1));
  return rescale(photographs, name, factors, offsets);
}

/** scale x + offset. Keras takes a number for each channel as well, and tfjs multiplies by what it is given, though its types do not say so. */
export function rescale(
  to: SymbolicTensor,
  name: string,
  scale: number | readonly number[],
  offset: number | readonly number[] = 0,
): SymbolicTensor {
  return applyLayer(layers.rescaling({ name, scale: scale as number, offset: offset as number }), to);
}
