import type { Tensor } from '@tensorflow/tfjs-core';
import type { Feed, GraphSession } from './binding.ts';
import type { GraphBuilder, GraphVariable, Output } from './graph-builder.ts';
import { DataType, elementCount } from './graph-node.ts';

/** How the variables of a session are set from outside. They are read by their values. */
export interface StateEntry {
  readonly variables: readonly GraphVariable[];
  /** One input for each variable, for a run that sets them all. */
  readonly inputs: readonly Output[];
  /** To be asked for in that run: TensorFlow runs what a value needs, and gives out values only. */
  readonly done: Output;
}

/** Adds the way in for variables. */
export function emitStateEntry(builder: GraphBuilder, variables: readonly GraphVariable[]): StateEntry {
  const inputs = variables.map(({ name, dataType, shape }) => builder.placeholder(`push/${name}`, dataType, shape));
  const assigned = variables.map((variable, index) => {
    // A copy: what is fed may lie in memory that belongs to JavaScript and must not live on in the session.
    const T = { kind: 'type', value: variable.dataType } as const;
    const copy = builder.add(`push/${variable.name}/copy`, 'DeepCopy', [inputs[index] as Output], { T });
    return builder.assign(variable, copy, []);
  });
  return { variables, inputs, done: builder.after('push/done', builder.scalar('push/nothing', 0), DataType.float32, assigned) };
}

/** Sets the session's variables: the first of them to tensors, the others to zero. */
export function startState(session: GraphSession, { variables, inputs, done }: StateEntry, first: readonly Tensor[]): void {
  const feeds = variables.map(({ dataType, shape }, index): Feed => {
    const name = inputs[index] as Output;
    const tensor = first[index];
    return tensor === undefined ? { name, value: { dataType, shape, values: new Float32Array(elementCount(shape)) } } : { name, tensor };
  });
  session.compute(feeds, [done]);
}
