import { tensor } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import { ForeignState } from '../graph/foreign-state.ts';

/** Values of variables, copied: a backend may give out the memory that it computes in. */
export function exportVariables(variables: readonly Variable[]): Promise<Float32Array[]> {
  return Promise.all(variables.map(async (own) => (await own.data<'float32'>()).slice()));
}

/**
 * Sets variables.
 * @param optionalCount so many of the last ones may have no value; they become zero then
 * @throws ForeignState where the values are not those of these variables; nothing is changed then
 */
export function importVariables(variables: readonly Variable[], values: readonly Float32Array[], optionalCount: number): void {
  const hasLength = values.length === variables.length || values.length === variables.length - optionalCount;
  const whole = variables.map(({ size }, index) => values[index] ?? new Float32Array(size));
  if (!hasLength || variables.some(({ size }, index) => whole[index]?.length !== size)) {
    throw new ForeignState('The saved state of the training does not belong to this network.');
  }
  variables.forEach((own, index) => {
    const value = tensor(whole[index] as Float32Array, own.shape, 'float32');
    own.assign(value);
    value.dispose();
  });
}
