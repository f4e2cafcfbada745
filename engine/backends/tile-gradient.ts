import { registerGradient, reshape, sum } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Gradient of Tile as one sum; tfjs's own adds slice after slice, as many as there are repetitions (a batch of them). For every backend. */
export function registerTileGradient(): void {
  registerGradient({
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const repetitions = attributes['reps'] as number[];
        const shape = (x as Tensor).shape;
        const split = shape.flatMap((length, axis) => [repetitions[axis] as number, length]);
        return sum(
          reshape(dy as Tensor, split),
          shape.map((_, axis) => 2 * axis),
        );
      },
    }),
  });
}
