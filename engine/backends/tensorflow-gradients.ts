import { add, backend, getGradient, mul, registerGradient, rsqrt, scalar } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Attributes } from './tensorflow-ops.ts';
import type { TensorFlowBackend } from './tensorflow-ops.ts';

/**
 * Gradients that TensorFlow has as one operation and tfjs composes from several. They keep the output, which the next layer keeps anyway,
 * instead of the input. Together with fused normalisation they cut an eager step's time and memory to a third (engine.md).
 */
export function registerTensorFlowGradients(): void {
  registerGradientOfOutput('Relu', 'ReluGrad');
  registerGradientOfOutput('Relu6', 'Relu6Grad');
  registerSigmoidGradient();
  registerFrozenNormalizationGradient();
}

function registerSigmoidGradient(): void {
  registerGradient({
    kernelName: 'Sigmoid',
    outputsToSave: [true],
    gradFunc: (dy, [output]) => ({
      x: () => {
        const tensorflow = backend() as unknown as TensorFlowBackend;
        const attributes = new Attributes(tensorflow).type('T', 'float32').list;
        return tensorflow.executeSingleOutput('SigmoidGrad', attributes, [output as Tensor, dy as Tensor]);
      },
    }),
  });
}

/** By the input, normalisation with given statistics is one factor a channel; tfjs repeats it to the input's size first. */
function registerFrozenNormalizationGradient(): void {
  const composed = getGradient('FusedBatchNorm');
  registerGradient({
    ...composed,
    gradFunc: (dy, saved, attributes) => {
      const [, , variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor];
      // Only when one is asked for: tfjs computes what they share at once.
      const others = (name: string) => (): Tensor => (composed.gradFunc(dy, saved, attributes)[name] as () => Tensor)();
      const root = (): Tensor => rsqrt(add(variance, scalar(attributes['varianceEpsilon'] as number)));
      return {
        x: variance.rank === 1 ? () => mul(dy as Tensor, mul(scale, root())) : others('x'),
        mean: others('mean'),
        variance: others('variance'),
        scale: others('scale'),
        offset: others('offset'),
      };
    },
  });
}

/** Where the output is strictly between the bounds, so was the input: ReluGrad and Relu6Grad take either. */
function registerGradientOfOutput(kernelName: string, gradientOperation: string): void {
  registerGradient({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [output]) => ({
      x: () => {
        const tensorflow = backend() as unknown as TensorFlowBackend;
        const attributes = new Attributes(tensorflow).type('T', 'float32').list;
        return tensorflow.executeSingleOutput(gradientOperation, attributes, [dy as Tensor, output as Tensor]);
      },
    }),
  });
}
