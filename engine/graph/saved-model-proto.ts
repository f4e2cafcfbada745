import { DataType, uniformValue } from './graph-node.ts';
import type { AttributeValue, GraphNode, TensorValue } from './graph-node.ts';
import { ProtobufWriter } from './protobuf.ts';

/** The tag under which the one graph of a SavedModel is found. */
export const savedModelTag = 'serve';

/** TF_GRAPH_DEF_VERSION of TensorFlow 2.9, whose operations tfjs-node 4.22 was written for. Any later TensorFlow reads it. */
const graphProducer = 1087;

/**
 * A graph as `saved_model.pb` (saved_model.proto). TensorFlow needs no more than this file: no variables, no signatures, no initialisation.
 * Field numbers are those of tensorflow/core/protobuf and tensorflow/core/framework.
 */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new ProtobufWriter();
  for (const node of nodes) graph.message(1, encodeNode(node));
  graph.message(4, new ProtobufWriter().varint(1, graphProducer));
  const metaGraph = new ProtobufWriter().message(1, new ProtobufWriter().string(4, savedModelTag)).message(2, graph);
  return new ProtobufWriter().varint(1, 1).message(2, metaGraph).finish();
}

function encodeNode({ name, operation, inputs, attributes }: GraphNode): ProtobufWriter {
  const node = new ProtobufWriter().string(1, name).string(2, operation);
  for (const input of inputs) node.string(3, input);
  for (const [key, value] of Object.entries(attributes)) {
    node.message(5, new ProtobufWriter().string(1, key).message(2, encodeAttribute(value)));
  }
  return node;
}

function encodeAttribute(attribute: AttributeValue): ProtobufWriter {
  const writer = new ProtobufWriter();
  switch (attribute.kind) {
    case 'string':
      return writer.string(2, attribute.value);
    case 'integer':
      return writer.varint(3, attribute.value);
    case 'float':
      return writer.float(4, attribute.value);
    case 'boolean':
      return writer.varint(5, attribute.value);
    case 'type':
      return writer.varint(6, attribute.value);
    case 'shape':
      return writer.message(7, encodeShape(attribute.value));
    case 'tensor':
      return writer.message(8, encodeTensor(attribute.value));
    case 'integers':
      return writer.message(1, new ProtobufWriter().packedVarints(3, attribute.value));
    case 'floats':
      return writer.message(1, new ProtobufWriter().packedFloats(4, attribute.value));
    case 'booleans':
      return writer.message(1, new ProtobufWriter().packedVarints(5, attribute.value));
  }
}

function encodeShape(shape: readonly number[]): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const length of shape) writer.message(2, new ProtobufWriter().varint(1, length));
  return writer;
}

/** A tensor of equal elements is written as one of them: TensorFlow repeats the last element that it finds. */
function encodeTensor({ dataType, shape, values }: TensorValue): ProtobufWriter {
  const writer = new ProtobufWriter().varint(1, dataType).message(2, encodeShape(shape));
  const uniform = uniformValue(values);
  if (uniform !== undefined && dataType === DataType.float32) return writer.packedFloats(5, [uniform]);
  if (uniform !== undefined && dataType === DataType.int32) return writer.packedVarints(7, [uniform]);
  return writer.bytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
