import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { adamDefaults, rmspropDefaults } from '../../../engine/graph/optimizers.ts';
import type { OptimizerSpec } from '../../../engine/graph/optimizers.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { makeBatch, TrainingTwins } from '../../helpers/training-twins.ts';
import type { Loss, TwinModel } from '../../helpers/training-twins.ts';

/** Its weights start near zero, so that float32 shows their changes. */
function smallModel(): TwinModel {
  const start = input({ shape: [6] });
  const hidden = layers.dense({ units: 8, activation: 'tanh', kernelInitializer: 'glorotUniform' }).apply(start);
  return { model: model({ inputs: start, outputs: layers.dense({ units: 4 }).apply(hidden) as SymbolicTensor }) };
}

const optimizers: readonly (readonly [string, OptimizerSpec])[] = [
  ['gradient descent', { kind: 'sgd', momentum: 0, nesterov: false }],
  ['momentum', { kind: 'sgd', momentum: 0.9, nesterov: false }],
  ["Nesterov's momentum", { kind: 'sgd', momentum: 0.9, nesterov: true }],
  ['Adam', { kind: 'adam', ...adamDefaults }],
  ['Adam with a large epsilon', { kind: 'adam', beta1: 0.8, beta2: 0.99, epsilon: 0.01 }],
  ['AdamW', { kind: 'adam', ...adamDefaults, weightDecay: 0.05 }],
  ['momentum with weight decay', { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0.05 }],
  ['RMSprop', { kind: 'rmsprop', ...rmspropDefaults }],
  ['RMSprop with momentum', { kind: 'rmsprop', decay: 0.8, momentum: 0.5, epsilon: 1e-4 }],
];
const losses: readonly Loss[] = ['sparse', 'categorical'];

test.for(optimizers.flatMap(([name, spec]) => losses.map((loss) => [name, loss, spec] as const)))(
  '%s changes the weights as in tfjs, with %s cross-entropy and sample weights',
  async ([, loss, spec], context) => {
    await requireTensorFlow(context);
    const twins = new TrainingTwins(smallModel(), spec, loss);
    for (let step = 1; step <= 20; step++) {
      const batch = makeBatch(twins.plan, 16, step);
      // A schedule: the rate is an input of every step.
      const rate = step < 10 ? 1e-4 : 5e-5;
      const before = twins.eagerWeights();
      const compiledBefore = twins.compiledWeights();
      const expected = twins.eagerStep(batch, rate);
      expect(twins.compiled.step(batch, { rate, isUpdate: true }).loss).toBeCloseTo(expected.loss, 5);
      if (step !== 1 && step !== 20) continue;
      const after = twins.eagerWeights();
      twins.compiledWeights().forEach((weights, index) => {
        expect(relativeDifference(weights, after[index]!)).toBeLessThan(5e-5);
        const change = (values: Float32Array, old: Float32Array): Float32Array => values.map((value, place) => value - old[place]!);
        const eagerChange = change(after[index]!, before[index]!);
        expect(Math.max(...eagerChange.map(Math.abs))).toBeGreaterThan(1e-7);
        // A weight of 0.5 is known to 3e-8, and changes by 1e-4 or, without Adam's correction of scale, by much less.
        const floor = spec.kind === 'sgd' ? 3e-5 : 1e-5;
        expect(relativeDifference(change(weights, compiledBefore[index]!), eagerChange, floor)).toBeLessThan(1e-2);
      });
    }
    twins.dispose();
  },
);
