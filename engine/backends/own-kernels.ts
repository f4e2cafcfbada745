import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** Uniform float32 numbers over [0, 1) of the shape in `attrs.shape`, from `seed`: two int32. Every backend of ours registers it. */
export const seededUniformKernel = 'NevusSeededUniform';

/**
 * Training-time batch normalisation of `x` [n, h, w, c] by `gamma` and `beta` [c] in one operation; gives [y, mean, biased variance, ...].
 * Only where the backend can do it faster than the composed operations.
 */
export const fusedNormalizationKernel = 'NevusFusedNormalization';

/** Whether the active backend has a kernel. */
export function hasKernel(name: string): boolean {
  return (getKernel(name, getBackend()) as unknown) !== undefined;
}
