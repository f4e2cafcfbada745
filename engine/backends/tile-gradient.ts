import { registerGradient, reshape, sum } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Gradient of Tile as one sum for each axis that is repeated; tfjs's own adds slice after slice, as many as there are repetitions (a batch of them).
 * For every backend; axis by axis, because WebGPU knows no more than six.
 */
export function registerTileGradient(): void {
  registerGradient({
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const repetitions = attributes['reps'] as number[];
        const { shape } = x as Tensor;
        let gradient = dy as Tensor;
        repetitions.forEach((count, axis) => {
          if (count === 1) return;
          const before = shape.slice(0, axis).reduce((product, length) => product * length, 1);
          const length = shape[axis] as number;
          const after = gradient.size / (before * count * length);
          gradient = sum(reshape(gradient, [before, count, length, after]), 1);
        });
        return reshape(gradient, shape);
      },
    }),
  });
}
