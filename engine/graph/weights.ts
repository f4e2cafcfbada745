import type { Variable } from '@tensorflow/tfjs-core';
import { NotCompilable } from './not-compilable.ts';

/** A weight of a model under the name that it has in a graph. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: Variable;
}

/**
 * Names a model's weights by their places: tfjs's own names change from process to process.
 * @throws NotCompilable where one is not float32
 */
export function nameWeights(weights: readonly Variable[]): NamedWeight[] {
  return weights.map((variable, index) => {
    if (variable.dtype !== 'float32') throw new NotCompilable(null, `the weight ${variable.name} is ${variable.dtype}, not float32`);
    return { name: `weight/${index}`, shape: variable.shape, variable };
  });
}
