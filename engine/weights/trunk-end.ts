import type { TrunkEnd } from '../models/network.ts';
import type { WeightFile } from './weight-file.ts';

/** Where the trunk of a MobileNet v1 ends in a file: some were cut before their last pointwise convolution. */
export function findTrunkEnd({ weights }: WeightFile): TrunkEnd {
  const layers = new Set(weights.map(({ layer }) => layer));
  return layers.has('conv_dw_13') && !layers.has('conv_pw_13') ? 'conv_dw_13' : 'conv_pw_13';
}
