import * as tf from '@tensorflow/tfjs-core';

/** Numbers by what they are of. */
export type Results = Record<string, Float32Array>;

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly apply: Operation;
  /** Inputs above 0, for functions that need them. */
  readonly isPositive?: boolean;
}

const as4D = (tensor: tf.Tensor): tf.Tensor4D => tensor as tf.Tensor4D;

/** Height, channels, filters, window, stride, padding. */
const convolutions = [
  [7, 3, 4, 3, 1, 'valid'],
  [7, 3, 4, 3, 1, 'same'],
  [8, 2, 5, 3, 2, 'valid'],
  [8, 2, 5, 3, 2, 'same'],
  [9, 2, 3, 2, 3, 'valid'],
  [9, 3, 4, 7, 2, 'same'],
  [6, 4, 6, 1, 1, 'same'],
  [7, 4, 6, 1, 2, 'valid'],
  [8, 3, 5, 4, 4, 'valid'],
] as const;

/** Height, channels, outputs per channel, window, stride, padding. */
const depthwiseConvolutions = [
  [7, 4, 1, 3, 1, 'same'],
  [8, 4, 1, 3, 2, 'same'],
  [9, 3, 1, 3, 2, 'valid'],
  [9, 4, 1, 5, 2, 'same'],
  [8, 4, 1, 7, 1, 'same'],
  [7, 3, 2, 3, 2, 'same'],
] as const;

/** Height, window, stride, padding. */
const poolings = [
  [8, 2, 2, 'valid'],
  [7, 3, 2, 'same'],
  [7, 3, 1, 'same'],
] as const;

const picture = [2, 6, 6, 4] as const;
const one = (apply: Operation, isPositive = false): Case => ({ shapes: [picture], apply, isPositive });

/** What the architectures, losses and layers of Nevus are made of. */
export const operations: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    convolutions.map(([size, channels, filters, window, stride, padding]) => [
      `convolution ${size} ${channels}->${filters} window ${window} stride ${stride} ${padding}`,
      {
        shapes: [
          [3, size, size, channels],
          [window, window, channels, filters],
        ],
        apply: (x, filter) => tf.conv2d(as4D(x), as4D(filter), stride, padding),
      } satisfies Case,
    ]),
  ),
  ...Object.fromEntries(
    depthwiseConvolutions.map(([size, channels, multiplier, window, stride, padding]) => [
      `depthwise convolution ${size} ${channels}x${multiplier} window ${window} stride ${stride} ${padding}`,
      {
        shapes: [
          [3, size, size, channels],
          [window, window, channels, multiplier],
        ],
        apply: (x, filter) => tf.depthwiseConv2d(as4D(x), as4D(filter), stride, padding),
      } satisfies Case,
    ]),
  ),
  ...Object.fromEntries(
    poolings.flatMap(([size, window, stride, padding]) => [
      [
        `maximum pooling ${size} window ${window} stride ${stride} ${padding}`,
        { shapes: [[2, size, size, 3]], apply: (x: tf.Tensor) => tf.maxPool(as4D(x), window, stride, padding) },
      ],
      [
        `average pooling ${size} window ${window} stride ${stride} ${padding}`,
        { shapes: [[2, size, size, 3]], apply: (x: tf.Tensor) => tf.avgPool(as4D(x), window, stride, padding) },
      ],
    ]),
  ),
  'separable convolution': {
    shapes: [
      [2, 7, 7, 3],
      [3, 3, 3, 1],
      [1, 1, 3, 5],
    ],
    apply: (x, depthwise, pointwise) => tf.separableConv2d(as4D(x), as4D(depthwise), as4D(pointwise), 1, 'same'),
  },
  'global average pooling': one((x) => tf.mean(x, [1, 2])),
  'global maximum pooling': one((x) => tf.max(x, [1, 2])),
  'matrix product': { shapes: [[5, 7], [7, 3]], apply: (a, b) => tf.matMul(a, b) }, // prettier-ignore
  'sum of two with a bias': { shapes: [picture, picture, [4]], apply: (a, b, bias) => tf.add(tf.add(a, b), bias) },
  'channels weighted by a gate': { shapes: [picture, [2, 1, 1, 4]], apply: (x, gate) => tf.mul(x, tf.sigmoid(gate)) },
  'quotient': { shapes: [picture, picture], apply: (a, b) => tf.div(a, b), isPositive: true }, // prettier-ignore
  'joined channels': { shapes: [picture, [2, 6, 6, 3]], apply: (a, b) => tf.concat([a, b], 3) },
  'zeros around': one((x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]])), // prettier-ignore
  'part': one((x) => tf.slice(x, [0, 1, 2, 0], [2, 4, 3, 4])), // prettier-ignore
  'other order of axes': one((x) => tf.transpose(x, [0, 3, 1, 2])),
  'repetition': one((x) => tf.tile(x, [1, 2, 1, 2])), // prettier-ignore
  'resizing': one((x) => tf.image.resizeBilinear(as4D(x), [9, 4])), // prettier-ignore
  'relu': one((x) => tf.relu(x)), // prettier-ignore
  'relu6': one((x) => tf.relu6(tf.mul(x, 5))), // prettier-ignore
  'elu': one((x) => tf.elu(x)), // prettier-ignore
  'sigmoid': one((x) => tf.sigmoid(x)), // prettier-ignore
  'swish': one((x) => tf.mul(x, tf.sigmoid(x))), // prettier-ignore
  'hard swish': one((x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(tf.mul(x, 4), 3), 0, 6), 6))),
  'gelu by tanh': one((x) => tf.mul(x, tf.add(tf.tanh(tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), 0.7978846)), 1))),
  'gelu by erf': one((x) => tf.mul(x, tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1))),
  'softmax': { shapes: [[5, 7]], apply: (x) => tf.softmax(x) }, // prettier-ignore
  'logarithm of softmax': { shapes: [[5, 7]], apply: (x) => tf.logSoftmax(x) },
  'norm': { shapes: [[5, 7]], apply: (x) => tf.sqrt(tf.sum(tf.square(x))) }, // prettier-ignore
  'reciprocal root': one((x) => tf.rsqrt(x), true),
  'power': one((x) => tf.pow(x, 2.5), true), // prettier-ignore
  'logarithm and exponential': one((x) => tf.exp(tf.log(x)), true),
  'layer normalisation': one((x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
  }),
  'batch normalisation by the batch': {
    shapes: [picture, [4], [4]],
    apply: (x, beta, gamma) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(as4D(x), mean as tf.Tensor1D, variance as tf.Tensor1D, beta as tf.Tensor1D, gamma as tf.Tensor1D, 1e-3);
    },
  },
  'cross-entropy': {
    shapes: [[5, 7]],
    apply: (logits) => {
      const target = tf.oneHot(tf.tensor1d([0, 6, 3, 3, 1], 'int32'), 7);
      return tf.losses.softmaxCrossEntropy(target, logits, undefined, 0.1, tf.Reduction.NONE);
    },
  },
};

/** Normal numbers that are the same on every backend: tfjs draws them in JavaScript. */
function input(shape: readonly number[], seed: number, isPositive: boolean): tf.Tensor {
  const numbers = tf.randomNormal([...shape], 0, 1, 'float32', seed);
  return isPositive ? tf.add(tf.abs(numbers), 0.2) : numbers;
}

/** Every operation's result, and its gradients by each input for a weighted sum of it. */
export async function operationResults(): Promise<Results> {
  const results: Results = {};
  for (const [name, { shapes, apply, isPositive = false }] of Object.entries(operations)) {
    const { output, gradients } = tf.tidy(() => {
      const inputs = shapes.map((shape, index) => input(shape, index + 1, isPositive));
      const weighted = (...given: tf.Tensor[]): tf.Scalar => {
        const result = apply(...given);
        return tf.sum(
          tf.mul(
            result,
            tf.tensor(
              Float32Array.from({ length: result.size }, (_, place) => Math.sin(place)),
              result.shape,
            ),
          ),
        );
      };
      return { output: apply(...inputs), gradients: tf.grads(weighted)(inputs) };
    });
    results[name] = await output.data<'float32'>();
    for (const [index, gradient] of gradients.entries()) results[`${name}: by input ${index + 1}`] = await gradient.data<'float32'>();
    tf.dispose([output, gradients]);
  }
  return results;
}
