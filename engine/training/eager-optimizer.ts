import { add, div, mul, sqrt, square, sub, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../graph/optimizers.ts';

/** One weight's update: what is taken off the weight, and the new values of its slots. */
interface Update {
  readonly loss: Tensor;
  readonly slots: readonly Tensor[];
}

/**
 * The optimizers operation by operation, as their authors wrote them (sources at OptimizerSpec). Not tfjs's own: what those keep cannot be restored to the
 * bit, and their rate is fixed.
 */
export class EagerOptimizer {
  readonly #spec: OptimizerSpec;
  readonly #trained: readonly Variable[];
  /** By weight. */
  readonly #slots: readonly (readonly Variable[])[];

  constructor(spec: OptimizerSpec, trained: readonly Variable[]) {
    this.#spec = spec;
    this.#trained = trained;
    this.#slots = trained.map(({ shape }) => Array.from({ length: slotCount(spec) }, () => tidy(() => variable(zeros(shape), false))));
  }

  /** What is kept about the weights, all zero in the beginning. */
  get state(): readonly Variable[] {
    return this.#slots.flat();
  }

  /**
   * Changes the weights.
   * @param gradients in the order of the weights
   * @param update number of the update, from 1
   */
  apply(gradients: readonly Tensor[], rate: number, update: number): void {
    const { weightDecay = 0 } = this.#spec;
    this.#trained.forEach((weight, index) => {
      tidy(() => {
        if (weightDecay > 0) weight.assign(sub(weight, mul(weight, rate * weightDecay)));
        const own = this.#slots[index] as readonly Variable[];
        const { loss, slots } = computeUpdate(this.#spec, gradients[index] as Tensor, own, rate, update);
        own.forEach((slot, place) => slot.assign(slots[place] as Tensor));
        weight.assign(sub(weight, loss));
      });
    });
  }

  dispose(): void {
    for (const slot of this.state) slot.dispose();
  }
}

function slotCount(spec: OptimizerSpec): number {
  switch (spec.kind) {
    case 'adam':
      return 2;
    case 'sgd':
      return spec.momentum === 0 ? 0 : 1;
    case 'rmsprop':
      return spec.momentum === 0 ? 1 : 2;
  }
}

function computeUpdate(spec: OptimizerSpec, gradient: Tensor, slots: readonly Tensor[], rate: number, update: number): Update {
  const [first, second] = slots as [Tensor, Tensor];
  switch (spec.kind) {
    case 'adam': {
      const mean = blend(first, gradient, spec.beta1);
      const variance = blend(second, square(gradient), spec.beta2);
      const root = sqrt(div(variance, 1 - spec.beta2 ** update));
      return { loss: div(mul(mean, rate / (1 - spec.beta1 ** update)), add(root, spec.epsilon)), slots: [mean, variance] };
    }
    case 'sgd': {
      if (spec.momentum === 0) return { loss: mul(gradient, rate), slots: [] };
      const velocity = add(mul(first, spec.momentum), gradient);
      const direction = spec.nesterov ? add(gradient, mul(velocity, spec.momentum)) : velocity;
      return { loss: mul(direction, rate), slots: [velocity] };
    }
    case 'rmsprop': {
      const meanSquare = blend(first, square(gradient), spec.decay);
      const scaled = mul(div(gradient, sqrt(add(meanSquare, spec.epsilon))), rate);
      if (spec.momentum === 0) return { loss: scaled, slots: [meanSquare] };
      const velocity = add(mul(second, spec.momentum), scaled);
      return { loss: velocity, slots: [meanSquare, velocity] };
    }
  }
}

function blend(before: Tensor, now: Tensor, share: number): Tensor {
  return add(mul(before, share), mul(now, 1 - share));
}
