import type { StoredWeight } from './weight-file.ts';

/** Names of Keras 1, which some published files still have, and those of today. */
const modernNames: Readonly<Record<string, string>> = {
  W: 'kernel',
  b: 'bias',
  running_mean: 'moving_mean',
  running_std: 'moving_variance',
};

/** Weights of Keras's layers in the order in which it creates them. */
const orders: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['kernel', 'bias'],
  dense: ['kernel', 'bias'],
  depthwise_conv2d: ['depthwise_kernel', 'bias'],
  separable_conv2d: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  batch_normalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  layer_normalization: ['gamma', 'beta'],
  layer_scale: ['gamma'],
  normalization: ['mean', 'variance', 'count'],
};

/**
 * Names of the weights of a layer whose file only numbers them (Keras 3's `.weights.h5`).
 * Batch normalisation without a scale has three, and none of them is gamma; its numbers otherwise.
 */
export function nameByOrder(kind: string, count: number): readonly string[] {
  const order = orders[kind] ?? [];
  if (kind === 'batch_normalization') return order.slice(Math.max(0, order.length - count));
  return Array.from({ length: count }, (_, index) => order[index] ?? String(index));
}

/**
 * Splits `conv1/kernel:0` into its layer and its weight; `layer` is null where the name has no layer in it.
 * Names of Keras 1 (`block1_conv1_W_1:0`) have the group's name before them.
 */
export function splitWeightName(fullName: string, group: string): { layer: string | null; name: string } {
  const parts = fullName.replace(/:\d+$/, '').split('/');
  const last = parts.at(-1) ?? '';
  const old = last.startsWith(`${group}_`) ? last.slice(group.length + 1).replace(/_\d+$/, '') : last;
  return { layer: parts.at(-2) ?? null, name: modernNames[old] ?? old };
}

/** The layer's name as Keras 3 allows it: DenseNet's layers were once called `conv1/conv`. */
export function comparableName(layer: string): string {
  return layer.replaceAll('/', '_');
}

/** `DepthwiseConv2D` -> `depthwise_conv2d`, as Keras names the layers that nobody named. */
export function snakeCase(className: string): string {
  return className
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Kind of the layer that these weights make, from their names and shapes where the file does not tell it; null where that says nothing. */
export function inferKind(weights: readonly Pick<StoredWeight, 'name' | 'shape'>[]): string | null {
  const names = new Set(weights.map(({ name }) => name));
  if (names.has('pointwise_kernel')) return 'separable_conv2d';
  if (names.has('depthwise_kernel')) return 'depthwise_conv2d';
  if (names.has('moving_mean')) return 'batch_normalization';
  const kernel = weights.find(({ name }) => name === 'kernel')?.shape;
  if (kernel?.length === 2) return 'dense';
  if (kernel?.length === 4) {
    const [height = 1, width = 1, inputs = 1, outputs = 1] = kernel;
    return outputs === 1 && inputs > 1 && height * width > 1 ? 'depthwise_conv2d' : 'conv2d';
  }
  return names.has('gamma') && names.has('beta') ? 'layer_normalization' : null;
}
