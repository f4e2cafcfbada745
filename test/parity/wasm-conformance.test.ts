import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { HmnistCnnSpec } from '../../common/domain/model-spec.ts';
import { loadBackend } from '../../engine/backends/load-backend.ts';
import { seededUniformKernel } from '../../engine/backends/own-kernels.ts';
import { buildNetwork } from '../../engine/models/build-network.ts';
import { computeGradients, trainableVariables } from '../../engine/training/gradients.ts';
import { relativeDifference } from '../helpers/compare-arrays.ts';
import { requireTensorFlow } from '../helpers/engines.ts';

type Results = Record<string, Float32Array>;

/** Height, channels, filters, window, stride, padding. */
const convolutions = [
  [7, 3, 4, 3, 1, 'valid'],
  [7, 3, 4, 3, 1, 'same'],
  [8, 2, 5, 3, 2, 'valid'],
  [8, 2, 5, 3, 2, 'same'],
  [9, 2, 3, 2, 3, 'valid'],
  [6, 4, 6, 1, 1, 'same'],
] as const;

function convolutionGradients(): Results {
  const results: Results = {};
  for (const [size, channels, filters, window, stride, padding] of convolutions) {
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R4>([3, size, size, channels], 0, 1, 'float32', 1);
      const filter = tf.randomNormal<tf.Rank.R4>([window, window, channels, filters], 0, 1, 'float32', 2);
      const [dx, dfilter] = tf.grads((input: tf.Tensor, kernel: tf.Tensor) => {
        const output = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding);
        return tf.sum(tf.mul(output, tf.sin(tf.reshape(tf.range(0, output.size), output.shape))));
      })([x, filter]) as [tf.Tensor, tf.Tensor];
      const name = `${size} ${channels}->${filters} window ${window} stride ${stride} ${padding}`;
      results[`${name}: by the input`] = dx.dataSync<'float32'>();
      results[`${name}: by the filter`] = dfilter.dataSync<'float32'>();
    });
  }
  return results;
}

/** Loss and gradients of a whole network. Dropout keeps everything: its numbers are seeded, but each backend has its own. */
function networkGradients(backendName: string): Results {
  tf.unregisterKernel(seededUniformKernel, backendName);
  tf.registerKernel({ kernelName: seededUniformKernel, backendName, kernelFunc: ({ attrs }) => tf.fill(attrs!['shape'] as number[], 0.9) });
  const network = buildNetwork(HmnistCnnSpec.parse({ architecture: 'hmnist-cnn' }), 7, 5);
  const inputs = tf.randomUniform([16, 28, 28, 3], 0, 255, 'float32', 3);
  const labels = tf.tensor1d(Array.from({ length: 16 }, (_, index) => index % 7), 'int32'); // prettier-ignore
  const variables = trainableVariables(network.trained);
  const { loss, correct, gradients } = computeGradients(network.trained, variables, { inputs, labels, weights: tf.ones([16]) });
  const results: Results = { loss: loss.dataSync<'float32'>(), correct: Float32Array.from(correct.dataSync()) };
  variables.forEach(
    (variable, index) => (results[`gradient ${index} of ${variables.length}`] = gradients[variable.name]!.dataSync<'float32'>()),
  );
  for (const weight of network.trained.nonTrainableWeights) results[weight.originalName] = weight.read().dataSync<'float32'>();
  return results;
}

test('WebAssembly trains as TensorFlow does: gradients of convolutions and of a whole network', async (context) => {
  await loadBackend('wasm');
  const wasm = { ...convolutionGradients(), ...networkGradients('wasm') };
  expect(tf.getBackend()).toBe('wasm');
  // TensorFlow's gradients are registered for the whole process, so it comes second.
  await requireTensorFlow(context);
  const tensorflow = { ...convolutionGradients(), ...networkGradients('tensorflow') };
  expect(Object.keys(wasm)).toEqual(Object.keys(tensorflow));
  expect(Object.keys(wasm).length).toBeGreaterThan(2 * convolutions.length + 30);
  for (const [name, expected] of Object.entries(tensorflow)) {
    expect(relativeDifference(wasm[name]!, expected), name).toBeLessThan(2e-3);
  }
});
