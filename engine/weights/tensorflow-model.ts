import { basename, join } from 'node:path';
import { decodeValues } from './decode-values.ts';
import { bytesIn, numberIn, readFields, textIn } from './protobuf-fields.ts';
import { TensorBundle } from './tensor-bundle.ts';
import { unreadable } from './unreadable.ts';
import { countValues } from './weight-file.ts';
import type { StoredWeight, WeightFile } from './weight-file.ts';
import { inferKind, splitWeightName } from './weight-names.ts';

/** Variables of training that are none of the network's. */
const foreignKeys = /^(optimizer|keras_api|save_counter|_optimizer)\b/;

interface NamedKey {
  readonly fullName: string;
  readonly key: string;
}

/**
 * Opens the variables of a TensorFlow SavedModel that Keras wrote. Their names (`conv1/kernel`) stand in the object graph beside them
 * (tensorflow/core/protobuf/trackable_object_graph.proto).
 * @throws AppError `weights-unreadable`
 */
export async function openTensorFlowModel(folder: string): Promise<WeightFile> {
  const bundle = await TensorBundle.open(join(folder, 'variables', 'variables'));
  const graph = await bundle.readText('_CHECKPOINTABLE_OBJECT_GRAPH');
  if (graph === null) throw unreadable('it is a SavedModel of TensorFlow 1, which does not name its layers');
  const weights = listVariables(graph).flatMap(({ fullName, key }): StoredWeight[] => {
    const entry = bundle.entries.get(key);
    if (entry === undefined || entry.dtype === 'string') return [];
    const { layer, name } = splitWeightName(fullName, '');
    const read = async (): Promise<Float32Array> => decodeValues(await bundle.read(entry), entry.dtype, countValues(entry.shape), fullName);
    return [{ layer: layer ?? name, kind: null, name, shape: entry.shape, dtype: entry.dtype, read }];
  });
  const withKinds = weights.map((weight) => ({ ...weight, kind: inferKind(weights.filter(({ layer }) => layer === weight.layer)) }));
  return { name: basename(folder), format: 'tensorflow-saved-model', weights: withKinds, close: () => Promise.resolve() };
}

/** Each variable once, in the model's order where the root lists its `variables`, else as the graph reaches them. */
function listVariables(graph: Buffer): NamedKey[] {
  const nodes = bytesIn(readFields(graph), 1).map((node) => {
    const fields = readFields(node);
    const children = bytesIn(fields, 1).map((child) => ({ name: textIn(readFields(child), 2), node: numberIn(readFields(child), 1) }));
    const attributes = bytesIn(fields, 2).map((attribute) => readFields(attribute));
    return { children, keys: attributes.map((fields) => ({ fullName: textIn(fields, 2), key: textIn(fields, 3) })) };
  });
  const listed = nodes[0]?.children.find(({ name }) => name === 'variables')?.node;
  const inOrder = listed === undefined ? [] : (nodes[listed]?.children ?? []).map(({ node }) => nodes[node]);
  const found = new Map<string, NamedKey>();
  for (const named of [...inOrder, ...nodes].flatMap((node) => node?.keys ?? [])) {
    if (foreignKeys.test(named.key) || named.fullName === '' || found.has(named.fullName)) continue;
    found.set(named.fullName, named);
  }
  return [...found.values()];
}
