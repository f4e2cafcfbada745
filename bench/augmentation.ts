import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { Augmentation } from '../common/domain/training-config.ts';
import { SeededRandom } from '../common/domain/random.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { changePhotograph } from '../engine/data/augmentation/change-photograph.ts';
import { drawChange, noAugmentation } from '../engine/data/augmentation/photograph-change.ts';

/*
 * What augmentation costs a batch, beside the step (our code, one thread) and in the graph (TensorFlow's own kernels, all cores), in turn; medians of
 * milliseconds of the clock and of the processor. Usage: augmentation.ts [--rounds 20] [--json]
 */

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);

const geometry = Augmentation.parse({ rotationDegrees: 180, shift: 0.1, zoom: 0.2, shear: 10 });
const colour = { ...noAugmentation, brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.05 };
const wholeChange = { ...geometry, ...{ brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.05 }, cutout: 0.25 };

interface Cost {
  readonly clockMs: number;
  readonly processorMs: number;
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** Each way once a round, so that what else the machine does meets all alike. */
function measure(ways: Record<string, (round: number) => void>): Record<string, Cost> {
  const costs = Object.fromEntries(Object.keys(ways).map((name) => [name, { clock: [] as number[], processor: [] as number[] }]));
  for (let round = -3; round < rounds; round++) {
    for (const [name, work] of Object.entries(ways)) {
      const started = performance.now();
      const used = process.cpuUsage();
      work(round);
      const { user, system } = process.cpuUsage(used);
      if (round < 0) continue;
      costs[name]?.clock.push(performance.now() - started);
      costs[name]?.processor.push((user + system) / 1000);
    }
  }
  return Object.fromEntries(
    Object.entries(costs).map(([name, { clock, processor }]) => [name, { clockMs: median(clock), processorMs: median(processor) }]),
  );
}

function beside(edge: number, size: number, augmentation: Augmentation): (round: number) => void {
  const length = edge * edge * 3;
  const random = new SeededRandom(1, 'bench');
  const source = Uint8Array.from({ length: size * length }, () => random.nextBelow(256));
  const target = new Uint8Array(source.length);
  return (round) => {
    for (let index = 0; index < size; index++) {
      const change = drawChange(augmentation, new SeededRandom(1, 'augment', round, index));
      changePhotograph(source.subarray(index * length, (index + 1) * length), edge, change, target, index * length);
    }
  };
}

interface Binding {
  executeOp(name: string, attributes: unknown[], inputs: number[], outputCount: number): { id: number }[];
  tensorDataSync(id: number): unknown;
  deleteTensor(id: number): void;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_STRING: number;
}

/** The geometry alone, as `tf.image` and Keras's preprocessing layers do it: what all else in the graph would come on top of. */
function inGraph(edge: number, size: number): (round: number) => void {
  const backend = tf.backend() as unknown as { binding: Binding; getInputTensorIds(tensors: tf.Tensor[]): number[] };
  const { binding } = backend;
  const float32 = 1;
  const transforms = Array.from({ length: size }, (_, index) => {
    const [cos, sin] = [Math.cos(index), Math.sin(index)];
    return [cos, -sin, 0.1 * edge, sin, cos, 0.05 * edge, 0, 0];
  });
  const inputs = [
    tf.randomUniform([size, edge, edge, 3], 0, 255),
    tf.tensor2d(transforms),
    tf.tensor1d([edge, edge], 'int32'),
    tf.scalar(0),
  ];
  const attributes = [
    { name: 'dtype', type: binding.TF_ATTR_TYPE, value: float32 },
    { name: 'interpolation', type: binding.TF_ATTR_STRING, value: 'BILINEAR' },
    { name: 'fill_mode', type: binding.TF_ATTR_STRING, value: 'REFLECT' },
  ];
  return () => {
    const [output] = binding.executeOp('ImageProjectiveTransformV3', attributes, backend.getInputTensorIds(inputs), 1);
    if (output === undefined) return;
    binding.tensorDataSync(output.id);
    binding.deleteTensor(output.id);
  };
}

await loadBackend('tensorflow');
const results = [
  [224, 32],
  [28, 128],
].map(([edge = 0, size = 0]) => ({
  edge,
  batchSize: size,
  costs: measure({
    'flips and quarter turns, beside': beside(edge, size, Augmentation.parse({})),
    'geometry, beside': beside(edge, size, geometry),
    'colour, beside': beside(edge, size, colour),
    'everything, beside': beside(edge, size, wholeChange),
    'geometry, in the graph': inGraph(edge, size),
  }),
}));
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
else {
  for (const { edge, batchSize, costs } of results) {
    process.stdout.write(`${batchSize} photographs of ${edge} x ${edge}: milliseconds of the clock, of the processor\n`);
    for (const [name, { clockMs, processorMs }] of Object.entries(costs))
      process.stdout.write(`  ${name}: ${clockMs.toFixed(1)}, ${processorMs.toFixed(1)}\n`);
  }
}
