import { z } from 'zod';

/** The CNN of the `hmnist-cnn` project; exact layers in product.md. 504,103 weights at 28 x 28 x 3 and 7 classes. */
export const HmnistCnnSpec = z.object({
  architecture: z.literal('hmnist-cnn'),
  /** Height and width of the input, pixels. The layers need at least 28. */
  imageSize: z.int().min(28).max(64).default(28),
  /** Share of the maps in each convolution, for machines without TensorFlow; absent: all of them, as published. */
  width: z.literal(0.5).optional(),
});

/** MobileNet v1 (Howard et al. 2017, arXiv 1704.04861) with a pooled dense head. */
export const MobileNetV1Spec = z.object({
  architecture: z.literal('mobilenet-v1'),
  imageSize: z.int().min(32).max(512).default(224),
  /** Width multiplier. */
  alpha: z.union([z.literal(0.25), z.literal(0.5), z.literal(0.75), z.literal(1)]).default(0.75),
  /** Where the backbone's weights come from: imported ImageNet weights, or random start. */
  weights: z.enum(['imagenet', 'random']).default('imagenet'),
  /** `head`: the backbone is frozen; `all`: every layer is trained. */
  trainable: z.enum(['head', 'all']).default('head'),
  pooling: z.enum(['average', 'max']).default('average'),
  /** Units of the dense layers between pooling and softmax. */
  denseUnits: z.array(z.int().min(1).max(4096)).max(4).default([128]),
  dropout: z.number().min(0).max(0.9).default(0.3),
});

/** What network to build. Every architecture is one member, told apart by `architecture`. */
export const ModelSpec = z.discriminatedUnion('architecture', [HmnistCnnSpec, MobileNetV1Spec]);
export type ModelSpec = z.infer<typeof ModelSpec>;
