import { mul, registerGradient, registerKernel, scalar, tensor1d } from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { fusedNormalizationKernel, seededUniformKernel } from './own-kernels.ts';
import { Attributes } from './tensorflow-ops.ts';
import type { TensorFlowBackend } from './tensorflow-ops.ts';

/** Kernels of ours that TensorFlow computes in one operation. */
export function registerTensorFlowKernels(tensorflow: TensorFlowBackend): void {
  registerFusedNormalization(tensorflow);
  registerKernel({
    kernelName: seededUniformKernel,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const shape = tensor1d(attrs?.['shape'] as number[], 'int32');
      const attributes = new Attributes(tensorflow).type('dtype', 'float32').type('T', 'int32').type('Tseed', 'int32').list;
      const result = tensorflow.executeSingleOutput('StatelessRandomUniform', attributes, [shape, inputs['seed'] as TensorInfo]);
      shape.dispose();
      return result;
    },
  });
}

/** Outputs of FusedBatchNormV3: y, mean, variance and three reserved tensors that its gradient wants back. */
const outputCount = 6;

function registerFusedNormalization(tensorflow: TensorFlowBackend): void {
  const attributes = (epsilon: number): Attributes =>
    new Attributes(tensorflow)
      .type('T', 'float32')
      .type('U', 'float32')
      .float('epsilon', epsilon)
      .string('data_format', 'NHWC')
      .boolean('is_training', true);
  registerKernel({
    kernelName: fusedNormalizationKernel,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const x = inputs['x'] as TensorInfo;
      const unused = tensor1d([]);
      const [y, mean, unbiased, ...reserved] = tensorflow.executeMultipleOutputs(
        'FusedBatchNormV3',
        attributes(attrs?.['epsilon'] as number).float('exponential_avg_factor', 1).list,
        [x, inputs['gamma'] as TensorInfo, inputs['beta'] as TensorInfo, unused, unused],
        outputCount,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      // TensorFlow divides by n - 1, the moving variance of tfjs and Keras is the biased one.
      const n = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
      const correction = scalar((n - 1) / n);
      const variance = mul(unbiased, correction);
      for (const tensor of [unused, unbiased, correction]) tensor.dispose();
      return [y, mean, variance, ...reserved];
    },
  });
  registerGradient({
    kernelName: fusedNormalizationKernel,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dy, saved, attrs) => {
      const [dyOutput] = dy as Tensor[];
      const [dx, dgamma, dbeta, ...empty] = tensorflow.executeMultipleOutputs(
        'FusedBatchNormGradV3',
        attributes(attrs['epsilon'] as number).list,
        [dyOutput as Tensor, ...saved],
        5,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      for (const tensor of empty) tensor.dispose();
      return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
    },
  });
}
