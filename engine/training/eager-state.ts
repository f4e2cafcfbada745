import { dispose, tensor } from '@tensorflow/tfjs-core';
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs-core';

/** Powers of beta that Adam multiplies up step by step. tfjs neither gives them out nor restores them to the bit. */
interface AdamPowers {
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
}

function powersOf(optimizer: Optimizer): Variable[] {
  const { accBeta1, accBeta2 } = optimizer as Partial<AdamPowers>;
  return accBeta1 === undefined || accBeta2 === undefined ? [] : [accBeta1, accBeta2];
}

/** Values of a model's weights, then of all that the optimizer has gathered about them. */
export async function exportEagerState(weights: readonly Variable[], optimizer: Optimizer): Promise<Float32Array[]> {
  const [iterations, ...slots] = await optimizer.getWeights();
  dispose(iterations?.tensor);
  const tensors: Tensor[] = [...weights, ...powersOf(optimizer), ...slots.map((slot) => slot.tensor)];
  // Copies: a backend may give out the memory that it computes in.
  return Promise.all(tensors.map(async (values) => (await values.data<'float32'>()).slice()));
}

/**
 * Sets a model's weights and an optimizer.
 * @param trained the weights that have a gradient, in the order in which the optimizer gets them
 * @throws Error where the values are not those of this model and optimizer; nothing is changed then
 */
export async function importEagerState(task: {
  readonly weights: readonly Variable[];
  readonly trained: readonly Variable[];
  readonly optimizer: Optimizer;
  readonly step: number;
  readonly values: readonly Float32Array[];
}): Promise<void> {
  const { weights, trained, optimizer, step, values } = task;
  const own = [...weights, ...powersOf(optimizer)];
  const slots = values.slice(own.length);
  const slotShape = (index: number): number[] | undefined => trained[index % trained.length]?.shape;
  const fits =
    values.length >= own.length &&
    (slots.length === 0 || slots.length % trained.length === 0) &&
    own.every(({ size }, index) => values[index]?.length === size) &&
    slots.every((slot, index) => slot.length === trained[index % trained.length]?.size);
  if (!fits) throw new Error('The saved state of the training does not belong to this network.');
  const slotTensors = slots.map((slot, index) => tensor(slot, slotShape(index), 'float32'));
  const [oldIterations, ...oldSlots] = await optimizer.getWeights();
  const iterations = tensor(step, [], 'int32');
  // Before the powers: this call approximates them.
  await optimizer.setWeights([iterations, ...slotTensors].map((value, index) => ({ name: `slot/${index}`, tensor: value })));
  own.forEach((variable, index) => {
    const value = tensor(values[index] as Float32Array, variable.shape, 'float32');
    variable.assign(value);
    value.dispose();
  });
  dispose([iterations, ...slotTensors]);
  dispose([oldIterations, ...oldSlots].map((slot) => slot?.tensor).filter((value) => value !== undefined));
}
