import { expect, test } from 'vitest';
import type { BatchField } from '../../../../engine/graph/batch-field.ts';
import type { UpdateRules } from '../../../../engine/graph/emit-updates.ts';
import type { GeneralTrace } from '../../../../engine/graph/generalise.ts';
import { adamDefaults, graphOptimizer, rmspropDefaults } from '../../../../engine/graph/optimizers.ts';
import { buildTrainingGraph, gradientOutput } from '../../../../engine/graph/training-graph.ts';
import type { TrainingGraph } from '../../../../engine/graph/training-graph.ts';
import { changedOutput } from '../../../../engine/graph/trace-step.ts';

const field: BatchField = { name: 'inputs', fedAs: 'uint8', rowShape: [4], example: () => 1 };
const inputs = { kind: 'source', name: 'inputs' } as const;

/** Three weights: trained, moving statistic, frozen. */
function build(more: Record<string, typeof inputs> = {}, rules: Partial<UpdateRules> = {}, inHalfPrecision = false): TrainingGraph {
  const training: GeneralTrace = {
    operations: [],
    constants: [],
    outputs: { loss: inputs, correct: inputs, [gradientOutput('w0')]: inputs, [changedOutput('w1')]: inputs, ...more },
  };
  return buildTrainingGraph({
    fields: [field],
    weights: ['w0', 'w1', 'w2'].map((name) => ({ name, shape: [4] })),
    training,
    predicting: { operations: [], constants: [], outputs: { prediction: inputs } },
    rules: { optimizer: graphOptimizer({ kind: 'adam', ...adamDefaults }), clipNorm: null, gathers: false, averages: false, ...rules },
    inHalfPrecision,
  });
}

test('the trained weight is updated, the statistic assigned, the frozen one left, and the result waits for both', () => {
  const { nodes, result, state } = build();
  expect(state.variables.map(({ name }) => name)).toEqual(['w0', 'w1', 'w2', 'w0/m', 'w0/v']);
  const update = nodes.find(({ operation }) => operation === 'ResourceApplyAdam')!;
  expect(update.inputs.slice(0, 3)).toEqual(['w0:0', 'w0/m:0', 'w0/v:0']);
  expect(update.inputs.at(-1)).toBe('^w0/value');
  const step = nodes.find(({ name }) => `${name}:0` === result)!;
  expect(step.inputs).toEqual([expect.any(String), '^w0/update', '^w1/assign']);
  const changing = nodes.filter(({ operation, inputs: [first] }) => /Apply|Assign/.test(operation) && first === 'w2:0');
  expect(
    changing.map(({ name }) => name),
    'only from outside',
  ).toEqual(['w2/assign']);
  expect(changing[0]!.inputs).toEqual(['w2:0', 'push/w2/copy:0']);
});

/** Names of all nodes that a value needs. */
function needs({ nodes }: TrainingGraph, output: string): Set<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const found = new Set<string>();
  const waiting = [output];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const name = next.replace(/^\^|:\d+$/g, '');
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...byName.get(name)!.inputs);
  }
  return found;
}

test('gradients are gathered without an update, and an update takes and empties what was gathered', () => {
  const graph = build({}, { gathers: true, clipNorm: 1, averages: true });
  expect(graph.state.variables.map(({ name }) => name)).toEqual(['w0', 'w1', 'w2', 'w0/average', 'w1/average', 'w0/m', 'w0/v', 'w0/sum']);
  expect(graph.kept.map(({ name }) => name)).toEqual(['w0/average', 'w1/average', 'w2']);
  const gathering = needs(graph, graph.gatheringResult!);
  const changed = (names: Set<string>): string[] =>
    graph.nodes.filter(({ name, operation }) => names.has(name) && /Apply|Assign/.test(operation)).map(({ inputs: [first] }) => first!);
  expect(changed(gathering).toSorted()).toEqual(['w0/sum:0', 'w1:0']);
  expect(gathering.has('feed/rate') || gathering.has('feed/averageShare') || gathering.has('feed/shareOfEach')).toBe(false);
  const updating = needs(graph, graph.result);
  expect(changed(updating).toSorted()).toEqual(['w0/average:0', 'w0/sum:0', 'w0:0', 'w1/average:0', 'w1:0']);
  expect(updating.has('w0/sum/zeros')).toBe(true);
  // An average is of the weight as the step leaves it.
  const present = graph.nodes.find(({ name }) => name === 'w0/average/present')!;
  expect(present.inputs).toEqual(['w0:0', '^w0/update']);
  const predicted = needs(graph, graph.predictions.get('prediction')!);
  expect(predicted.has('feed/inputs')).toBe(true);
});

test('in half precision the step is another one than that which is checked', () => {
  expect(build().halfOutputs).toBeNull();
  const graph = build({}, {}, true);
  expect([...graph.halfOutputs!.keys()]).toEqual([...graph.outputs.keys()]);
});

test('bytes are fed and cast, and the size of the batch is read off them', () => {
  const { nodes, feeds } = build();
  expect(feeds.get('inputs')).toBe('feed/inputs:0');
  const byName = new Map(nodes.map((node) => [node.name, node]));
  expect(byName.get('feed/inputs')?.attributes).toMatchObject({ dtype: { value: 4 }, shape: { value: [-1, 4] } });
  expect(byName.get('feed/inputs/cast')?.inputs).toEqual(['feed/inputs:0']);
  expect(byName.get('batch/shape')?.inputs).toEqual(['feed/inputs:0']);
  expect(byName.get('batch/size')?.operation).toBe('StridedSlice');
});

test('a weight that a layer and the optimizer both change is refused', () => {
  expect(() => build({ [changedOutput('w0')]: inputs })).toThrow(expect.objectContaining({ name: 'NotCompilable' }));
});

test("each step feeds an optimizer with its own numbers: Adam's corrections need no powers in the session", () => {
  const adam = graphOptimizer({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
  expect(adam.scalars).toEqual(['rate', 'epsilon']);
  const [first, epsilon] = adam.computeScalars(0.01, 1) as [number, number];
  expect(first).toBeCloseTo((0.01 * Math.sqrt(0.001)) / 0.1, 12);
  expect(epsilon).toBeCloseTo(1e-7 * Math.sqrt(0.001), 15);
  expect(adam.computeScalars(0.01, 1e6)).toEqual([0.01, 1e-7]);
  expect(graphOptimizer({ kind: 'adam', ...adamDefaults, weightDecay: 0.1 }).computeScalars(0.01, 1e6)).toEqual([0.01, 1e-7, 0.001]);
  expect(graphOptimizer({ kind: 'rmsprop', ...rmspropDefaults }).computeScalars(0.01, 5)).toEqual([0.01]);
});
