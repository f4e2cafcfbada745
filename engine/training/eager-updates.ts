import { add, addN, div, keep, maximum, mul, sqrt, square, sub, sum, tidy, variable, zeros, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../graph/optimizers.ts';
import { averageShare } from '../graph/step-counts.ts';
import type { StepCounts, StepOrder } from '../graph/step-counts.ts';
import { EagerOptimizer } from './eager-optimizer.ts';

/** What happens to gradients on their way to the weights; see UpdateRules of the graph. */
export interface EagerRules {
  readonly optimizer: OptimizerSpec;
  readonly clipNorm: number | null;
  readonly gathers: boolean;
  readonly averageDecay: number | null;
}

/** What a step does with its gradients: gathered, clipped, decayed, applied, averaged. Operation by operation, what emitUpdates writes into a graph. */
export class EagerUpdates {
  readonly #rules: EagerRules;
  readonly #weights: readonly Variable[];
  readonly #optimizer: EagerOptimizer;
  readonly #averages: readonly Variable[];
  readonly #sums: readonly Variable[];

  /**
   * @param weights all of the model's, moving statistics among them
   * @param trained those of them that have a gradient
   */
  constructor(rules: EagerRules, weights: readonly Variable[], trained: readonly Variable[]) {
    this.#rules = rules;
    this.#weights = weights;
    this.#optimizer = new EagerOptimizer(rules.optimizer, trained);
    this.#averages = rules.averageDecay === null ? [] : weights.map((weight) => tidy(() => variable(weight.clone(), false)));
    this.#sums = rules.gathers ? trained.map(({ shape }) => tidy(() => variable(zeros(shape), false))) : [];
  }

  /** All that is kept from step to step; the sums of gathered gradients are the last. */
  get state(): readonly Variable[] {
    return [...this.#averages, ...this.#optimizer.state, ...this.#sums];
  }

  get sumCount(): number {
    return this.#sums.length;
  }

  /**
   * @param gradients in the order of the trained weights
   * @param counts before this step
   * @throws Error where gradients are to be gathered and the rules do not say so
   */
  take(gradients: readonly Tensor[], batchSize: number, counts: StepCounts, { rate, isUpdate }: StepOrder): void {
    const { gathers, clipNorm, averageDecay } = this.#rules;
    if (!isUpdate && !gathers) throw new Error('This training makes an update with every batch.');
    tidy(() => {
      const sums = gathers ? gradients.map((gradient, index) => add(this.#sums[index] as Variable, mul(gradient, batchSize))) : null;
      if (!isUpdate) {
        this.#sums.forEach((variableOfSum, index) => variableOfSum.assign(sums?.[index] as Tensor));
        return;
      }
      const means = sums === null ? gradients : sums.map((total) => mul(total, 1 / (counts.gathered + batchSize)));
      this.#optimizer.apply(clipNorm === null ? means : clip(means, clipNorm), rate, counts.updates + 1);
      for (const total of this.#sums) total.assign(zerosLike(total));
      if (averageDecay === null) return;
      const share = averageShare(averageDecay, counts.updates);
      this.#averages.forEach((average, index) => average.assign(sub(average, mul(sub(average, this.#weights[index] as Variable), share))));
    });
  }

  /** Lets work find the moving averages in the weights; afterwards the weights are what they were. */
  async withAverages<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    if (this.#averages.length === 0) return await work();
    const present = this.#weights.map((weight) => tidy(() => keep(weight.clone())));
    try {
      this.#weights.forEach((weight, index) => weight.assign(this.#averages[index] as Variable));
      return await work();
    } finally {
      this.#weights.forEach((weight, index) => {
        const value = present[index] as Tensor;
        weight.assign(value);
        value.dispose();
      });
    }
  }

  dispose(): void {
    this.#optimizer.dispose();
    for (const own of [...this.#averages, ...this.#sums]) own.dispose();
  }
}

function clip(gradients: readonly Tensor[], clipNorm: number): Tensor[] {
  const norm = sqrt(addN(gradients.map((gradient) => sum(square(gradient)))));
  const scale = div(clipNorm, maximum(norm, clipNorm));
  return gradients.map((gradient) => mul(gradient, scale));
}
