import { io } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { unreadable } from './layers-files.ts';
import type { LayersFiles, WeightEntry } from './layers-files.ts';
import type { Network, TrunkEnd } from './network.ts';

/** What a trunk that was cut before its last pointwise convolution lacks. */
const lastPointwise = 'conv_pw_13/kernel';

/** Where the trunk in the files ends. */
export function findTrunkEnd(files: LayersFiles): TrunkEnd {
  const names = new Set(files.entries.map(({ name }) => lastTwoParts(name)));
  return names.has('conv_dw_13/depthwise_kernel') && !names.has(lastPointwise) ? 'conv_dw_13' : 'conv_pw_13';
}

/**
 * Puts imported weights into the first layers of a network: by name (`layer/weight`, whatever stands before it), or, where the files know none
 * of our names, in order. Every shape must fit. The files may hold more, for instance ImageNet's own head; that is left.
 * @param backbone the layers that are to be filled, all of them
 * @throws AppError `weights-unreadable` naming the first weight that is missing or has another shape; the backbone is then unchanged
 */
export function assignBackboneWeights(files: LayersFiles, backbone: Network['backboneLayers']): void {
  const tensors = io.decodeWeights(files.data, [...files.entries] as io.WeightsManifestEntry[]);
  try {
    const wanted = backbone.flatMap((layer) => layer.weights);
    const byName = new Map(Object.entries(tensors).map(([name, tensor]) => [lastTwoParts(name), tensor]));
    const isNamed = wanted.some((weight) => byName.has(lastTwoParts(weight.originalName)));
    const inOrder = files.entries.map((entry: WeightEntry) => tensors[entry.name]);
    const found = wanted.map((weight, index) => {
      const tensor = isNamed ? byName.get(lastTwoParts(weight.originalName)) : inOrder[index];
      return checkShape(weight, tensor);
    });
    found.forEach((tensor, index) => wanted[index]?.write(tensor));
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}

function checkShape(weight: LayerVariable, tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw unreadable(`the weight ${weight.originalName} is missing`);
  const expected = weight.shape.join(' x ');
  const found = tensor.shape.join(' x ');
  if (expected !== found) throw unreadable(`the weight ${weight.originalName} should be ${expected}, but is ${found}`);
  return tensor;
}

function lastTwoParts(name: string): string {
  return name.split('/').slice(-2).join('/');
}
