import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttributeValue, Attributes, DataType, TensorValue, TensorValues } from './graph-node.ts';
import { NotCompilable } from './not-compilable.ts';
import type { RecordedCall, Recording, TensorHandle } from './recording.ts';
import { savedModelTag } from './saved-model-proto.ts';

/*
 * The only file that touches what tfjs-node 4.22 keeps private: its native binding (tfjs_binding.d.ts) and the numbers of its tensors. The package is
 * pinned exactly for its sake.
 */

interface NativeHandle {
  readonly id: number;
  readonly dtype: DataType;
  readonly shape: number[];
}

interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

interface NativeBinding {
  isUsingGpuDevice(): boolean;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dataType: DataType, values: TensorValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): TensorValues;
  executeOp(operation: string, attributes: readonly NativeAttribute[], inputs: readonly number[], outputCount: number): NativeHandle[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeHandle[];
}

interface NodeBackend {
  binding: NativeBinding;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(handle: NativeHandle): Tensor;
}

function nodeBackend(): NodeBackend {
  const active = backend() as unknown as Partial<NodeBackend>;
  if (active.binding === undefined) throw new NotCompilable(null, 'the active backend is not TensorFlow');
  return active as NodeBackend;
}

/** Whether TensorFlow has a GPU and would use it. */
export function computesOnGpu(): boolean {
  return nodeBackend().binding.isUsingGpuDevice();
}

/** Number of a tensor's values in TensorFlow, which get there now if they were still in JavaScript. */
export function tensorId(tensor: Tensor): number {
  return nodeBackend().getInputTensorIds([tensor])[0] as number;
}

/**
 * Runs work and writes down what it asks TensorFlow for.
 * @param sources numbers of the tensors that become inputs of the graph
 * @param forbidden numbers of tensors whose values must not be frozen into the graph, with their names
 * @throws NotCompilable where the work reads a result (what it does next would then depend on the data) or uses a forbidden tensor
 */
export function record<Result>(
  work: () => Result,
  sources: ReadonlySet<number>,
  forbidden: ReadonlyMap<number, string>,
): { result: Result; recording: Recording } {
  const node = nodeBackend();
  const { binding } = node;
  const calls: RecordedCall[] = [];
  const constants = new Set<number>();
  const known = new Set(sources);

  const keepConstant = (id: number, dataType: DataType, shape: readonly number[], values: TensorValues): void => {
    calls.push({ kind: 'constant', id, value: { dataType, shape: [...shape], values: values.slice() } });
    constants.add(id);
    known.add(id);
  };
  const keepOlder = (id: number): void => {
    const name = forbidden.get(id);
    if (name !== undefined) throw new NotCompilable(null, `the step uses the variable ${name}, which is no weight of the model`);
    const [copy] = binding.executeOp('Identity', [], [id], 1) as [NativeHandle];
    keepConstant(id, copy.dtype, copy.shape, binding.tensorDataSync(copy.id));
    binding.deleteTensor(copy.id);
  };

  const watched: Partial<NativeBinding> = {
    createTensor(shape, dataType, values) {
      const id = binding.createTensor(shape, dataType, values);
      keepConstant(id, dataType, shape, values);
      return id;
    },
    tensorDataSync(id) {
      if (!constants.has(id)) throw new NotCompilable(null, 'the step reads one of its own results and decides by it');
      return binding.tensorDataSync(id);
    },
    executeOp(operation, attributes, inputs, outputCount) {
      for (const id of inputs) if (!known.has(id)) keepOlder(id);
      const outputs = binding.executeOp(operation, attributes, inputs, outputCount);
      for (const { id } of outputs) known.add(id);
      const kept = { inputs: [...inputs], outputs: outputs.map(toHandle), attributes: readAttributes(binding, operation, attributes) };
      calls.push({ kind: 'operation', operation, ...kept });
      return outputs;
    },
  };
  // The binding is frozen, so its stand-in inherits from it and shadows three of its functions.
  const properties = Object.entries(watched).map(([name, value]) => [name, { value }] as const);
  node.binding = Object.create(binding, Object.fromEntries(properties)) as NativeBinding;
  try {
    return { result: work(), recording: calls };
  } finally {
    node.binding = binding;
  }
}

function toHandle({ id, dtype, shape }: NativeHandle): TensorHandle {
  return { id, dataType: dtype, shape };
}

function readAttributes(binding: NativeBinding, operation: string, attributes: readonly NativeAttribute[]): Attributes {
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, readAttribute(binding, operation, attribute)]));
}

function readAttribute(binding: NativeBinding, operation: string, { name, type, value }: NativeAttribute): AttributeValue {
  const isList = Array.isArray(value);
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { kind: 'type', value: value as DataType };
    case binding.TF_ATTR_INT:
      return isList ? { kind: 'integers', value: value as number[] } : { kind: 'integer', value: value as number };
    case binding.TF_ATTR_FLOAT:
      return isList ? { kind: 'floats', value: value as number[] } : { kind: 'float', value: value as number };
    case binding.TF_ATTR_BOOL:
      return isList ? { kind: 'booleans', value: value as boolean[] } : { kind: 'boolean', value: value as boolean };
    case binding.TF_ATTR_STRING:
      return { kind: 'string', value: value as string };
    case binding.TF_ATTR_SHAPE:
      return { kind: 'shape', value: value as number[] };
    default:
      throw new NotCompilable(operation, `its attribute ${name} has a kind that is not known (${type})`);
  }
}

/** What is put into one of a graph's inputs (`node:output`) for one run: values, or a tensor of tfjs as it is. */
export type Feed = { readonly name: string; readonly value: TensorValue } | { readonly name: string; readonly tensor: Tensor };

/** A graph in a session of its own, with its variables. Runs on the calling thread's time; TensorFlow spreads the work over the cores. */
export class GraphSession {
  readonly #id: number;

  /** @throws NotCompilable where TensorFlow refuses the graph */
  static load(savedModel: Uint8Array): GraphSession {
    const folder = mkdtempSync(join(tmpdir(), 'nevus-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel);
      return new GraphSession(nodeBackend().binding.loadSavedModel(folder, savedModelTag));
    } catch (error) {
      throw new NotCompilable(null, `TensorFlow refused the graph (${error instanceof Error ? error.message : String(error)})`, {
        cause: error,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private constructor(id: number) {
    this.#id = id;
  }

  /** Copies of the named outputs' values, in their order, computed with whatever they depend on. */
  compute(feeds: readonly Feed[], outputs: readonly string[]): TensorValues[] {
    const { binding } = nodeBackend();
    const results = this.#run(feeds, outputs);
    try {
      return results.map(({ id }) => binding.tensorDataSync(id));
    } finally {
      for (const { id } of results) binding.deleteTensor(id);
    }
  }

  /** The named outputs as tensors of tfjs, which the caller disposes of. They keep their values whatever becomes of the session's variables. */
  computeTensors(outputs: readonly string[]): Tensor[] {
    return this.#run([], outputs).map((handle) => nodeBackend().createOutputTensor(handle));
  }

  dispose(): void {
    nodeBackend().binding.deleteSavedModel(this.#id);
  }

  #run(feeds: readonly Feed[], outputs: readonly string[]): NativeHandle[] {
    const { binding } = nodeBackend();
    const own: number[] = [];
    const idOf = (feed: Feed): number => {
      if ('tensor' in feed) return tensorId(feed.tensor);
      const { dataType, shape, values } = feed.value;
      const id = binding.createTensor(shape, dataType, values);
      own.push(id);
      return id;
    };
    try {
      const names = feeds.map(({ name }) => name).join(',');
      return binding.runSavedModel(this.#id, feeds.map(idOf), names, outputs.join(','));
    } finally {
      for (const id of own) binding.deleteTensor(id);
    }
  }
}
