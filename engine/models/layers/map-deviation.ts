import { add, mean, scalar, serialization, sqrt, square, sub, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { channelsOf, singleInput } from './single-input.ts';

/** Added to the variance: the root has no slope at 0. */
const smallestVariance = 1e-6;

/** Standard deviation of each map: [n, height, width, channels] -> [n, channels]. */
export class MapDeviation extends layers.Layer {
  static readonly className = 'MapDeviation';

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [inputShape[0] ?? null, channelsOf(this.name, inputShape)];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const maps = singleInput(inputs);
      const variance = mean(square(sub(maps, mean(maps, [1, 2], true))), [1, 2]);
      return sqrt(add(variance, scalar(smallestVariance)));
    });
  }
}
serialization.registerClass(MapDeviation);
