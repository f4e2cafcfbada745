import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import type { Network } from '../../../engine/models/network.ts';
import { createCompiledStep } from '../../../engine/training/compiled-step.ts';
import { createEagerStep } from '../../../engine/training/eager-step.ts';
import type { CreateTrainingStep, LabelledBatch, TrainingStep } from '../../../engine/training/training-step.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

vi.setConfig({ testTimeout: 60_000 });

const spec = { architecture: 'hmnist-cnn', imageSize: 28, width: 0.5 };

function optionsFor(optimizer: string): TrainingOptions {
  return TrainingOptions.parse({ model: spec, optimizer, learningRate: 0.003 });
}

function makeBatch(seed: number, size: number): LabelledBatch {
  const random = new SeededRandom(seed, 'batch');
  return {
    size,
    inputs: Uint8Array.from({ length: size * 28 * 28 * 3 }, () => random.nextBelow(256)),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(3)),
    weights: Float32Array.from({ length: size }, () => 0.5 + random.next()),
  };
}

function build(options: TrainingOptions): Network {
  return buildNetwork(options.model, 3, 7);
}

async function learn(step: TrainingStep, first: number, last: number): Promise<number[]> {
  const losses: number[] = [];
  for (let seed = first; seed <= last; seed++) losses.push((await step.step(makeBatch(seed, 6 - (seed % 2)))).loss);
  return losses;
}

const kinds: readonly [string, CreateTrainingStep][] = [
  ['compiled', createCompiledStep],
  ['eager', createEagerStep],
];

for (const [kind, create] of kinds) {
  test.for(['adam', 'sgd', 'rmsprop'])(`a ${kind} step with %s goes on to the bit from an exported state`, async (optimizer, context) => {
    await requireTensorFlow(context);
    const options = optionsFor(optimizer);
    const tensorsBefore = tf.memory().numTensors;
    const network = build(options);
    const step = create(network, options);
    await learn(step, 1, 3);
    const middle = await step.exportState();
    expect(middle).toMatchObject({ kind, step: 3 });
    const losses = await learn(step, 4, 6);
    const end = await step.exportState();

    const otherNetwork = build(options);
    const other = create(otherNetwork, options);
    // A state that is taken over a later one leaves nothing of it.
    await learn(other, 11, 12);
    await other.importState(middle);
    expect(await other.exportState()).toEqual(middle);
    expect(await learn(other, 4, 6)).toEqual(losses);
    expect(await other.exportState()).toEqual(end);

    const truncated = { ...middle, values: middle.values.slice(1) };
    await expect(other.importState(truncated)).rejects.toThrow('does not belong to this network');
    const foreign = { ...middle, kind: kind === 'eager' ? ('compiled' as const) : ('eager' as const) };
    await expect(other.importState(foreign)).rejects.toThrow('one of another engine');
    expect(await other.exportState()).toEqual(end);
    for (const disposable of [step, other, network, otherNetwork]) disposable.dispose();
    // tfjs's momentum optimizer keeps a scalar for ever; nothing else may stay.
    expect(tf.memory().numTensors - tensorsBefore).toBeLessThanOrEqual(optimizer === 'sgd' ? 2 : 0);
  });
}
