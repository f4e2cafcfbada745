import type { Tensor } from '@tensorflow/tfjs-core';

/** The tensor that a layer with one input is called with. */
export function singleInput(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
}

/** Length of the last axis of what a layer is built for. */
export function channelsOf(layerName: string, inputShape: (number | null)[] | (number | null)[][]): number {
  const channels = inputShape.at(-1);
  if (typeof channels !== 'number') throw new Error(`${layerName} needs a known number of channels`);
  return channels;
}
