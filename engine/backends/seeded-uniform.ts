import { registerKernel, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { SeededRandom } from '../../common/domain/random.ts';
import { seededUniformKernel } from './own-kernels.ts';

/** Draws the seeded numbers in JavaScript, for backends that have no such operation of their own. The two numbers of the seed are still in JavaScript's memory. */
export function registerSeededUniform(backendName: 'wasm' | 'webgpu'): void {
  registerKernel({
    kernelName: seededUniformKernel,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const [seed = 0, step = 0] = (inputs['seed'] as Tensor).dataSync();
      const shape = attrs?.['shape'] as number[];
      const random = new SeededRandom(seed, 'uniform', step);
      const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
      // 24 bits, so that rounding to float32 never gives 1.
      for (let index = 0; index < values.length; index++) values[index] = (random.nextUint32() >>> 8) / 2 ** 24;
      return tensor(values, shape);
    },
  });
}
