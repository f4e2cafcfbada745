import { DataType, elementCount } from './graph-node.ts';
import type { Attributes, GraphNode, TensorValue } from './graph-node.ts';

/** Name of a value in a graph: `node:output`. */
export type Output = `${string}:${number}`;

/** The part of an output's name that names the node; with `^` before it, a control input. */
export function nodeOf(output: Output): string {
  return output.slice(0, output.lastIndexOf(':'));
}

/** A variable of the session. Its value begins to exist when it is first assigned. */
export interface GraphVariable {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: readonly number[];
  /** The variable itself, as the operations take it that change it. */
  readonly handle: Output;
  /** Its value before anything in this run changed it, provided that what changes it waits for this. */
  readonly value: Output;
}

/** Constants of up to so many elements that are equal become one node. */
const sharedLength = 64;

/** Gathers the nodes of a graph and keeps their names apart. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #names = new Set<string>();
  readonly #shared = new Map<string, Output>();

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** Adds an operation; a name that is taken gets a number. Gives the first output's name. */
  add(name: string, operation: string, inputs: readonly string[], attributes: Attributes): Output {
    const unique = this.#makeUnique(name);
    this.#nodes.push({ name: unique, operation, inputs, attributes });
    return `${unique}:0`;
  }

  constant(name: string, value: TensorValue): Output {
    const key = elementCount(value.shape) <= sharedLength ? `${value.dataType}/${value.shape.join()}/${value.values.join()}` : null;
    const shared = key === null ? undefined : this.#shared.get(key);
    if (shared !== undefined) return shared;
    const output = this.add(name, 'Const', [], { dtype: { kind: 'type', value: value.dataType }, value: { kind: 'tensor', value } });
    if (key !== null) this.#shared.set(key, output);
    return output;
  }

  /** A constant of one float32. */
  scalar(name: string, value: number): Output {
    return this.constant(name, { dataType: DataType.float32, shape: [], values: Float32Array.of(value) });
  }

  /** A constant list of int32, as operations take shapes and axes. */
  integers(name: string, values: readonly number[]): Output {
    return this.constant(name, { dataType: DataType.int32, shape: [values.length], values: Int32Array.from(values) });
  }

  /** An input; -1 stands for a length that each run gives. */
  placeholder(name: string, dataType: DataType, shape: readonly number[]): Output {
    return this.add(name, 'Placeholder', [], { dtype: { kind: 'type', value: dataType }, shape: { kind: 'shape', value: shape } });
  }

  variable(name: string, dataType: DataType, shape: readonly number[]): GraphVariable {
    const dtype = { kind: 'type', value: dataType } as const;
    const handle = this.add(name, 'VarHandleOp', [], {
      dtype,
      shape: { kind: 'shape', value: shape },
      shared_name: { kind: 'string', value: name },
    });
    const value = this.add(`${name}/value`, 'ReadVariableOp', [handle], { dtype });
    return { name, dataType, shape, handle, value };
  }

  /** Sets a variable once other nodes have run. Gives the node to wait for. */
  assign(variable: GraphVariable, value: Output, after: readonly string[]): string {
    const inputs = [variable.handle, value, ...after.map((node) => `^${node}`)];
    return nodeOf(this.add(`${variable.name}/assign`, 'AssignVariableOp', inputs, { dtype: { kind: 'type', value: variable.dataType } }));
  }

  /** A value that is there once other nodes have run. */
  after(name: string, value: Output, dataType: DataType, nodes: readonly string[]): Output {
    return this.add(name, 'Identity', [value, ...nodes.map((node) => `^${node}`)], { T: { kind: 'type', value: dataType } });
  }

  #makeUnique(name: string): string {
    let unique = name;
    for (let number = 2; this.#names.has(unique); number++) unique = `${name}_${number}`;
    this.#names.add(unique);
    return unique;
  }
}
