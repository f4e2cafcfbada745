import { add, engine, tensor1d, tidy, variable } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { seededUniformKernel } from '../../backends/own-kernels.ts';

/**
 * Where the layers of one network get their random numbers from. Its whole state is two numbers, the seed and the step, so a run can be
 * continued with the same randomness. (tfjs's own Dropout draws the same mask at every step once it has a seed.)
 */
export class RandomSource {
  /** [seed, step], int32. A tensor, so that a recorded training step can be fed with it. */
  readonly state: Variable;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.state = tidy(() => variable(tensor1d([seed, 0], 'int32'), false));
  }

  /** To be called before every training step, with the step's number since the start of the run. */
  setStep(step: number): void {
    tidy(() => this.state.assign(tensor1d([this.#seed, step], 'int32')));
  }

  /**
   * Uniform numbers over [0, 1), float32.
   * @param salt tells layers of one network apart
   */
  uniform(shape: readonly number[], salt: number): Tensor {
    return tidy(() =>
      engine().runKernel(seededUniformKernel, { seed: add(this.state, tensor1d([salt, 0], 'int32')) }, { shape: [...shape] }),
    );
  }

  dispose(): void {
    this.state.dispose();
  }
}
