import { z } from 'zod';

/** The CNN of the `hmnist-cnn` project; exact layers in product.md. 504,103 weights at 28 x 28 x 3 and 7 classes. */
export const HmnistCnnSpec = z.object({
  architecture: z.literal('hmnist-cnn'),
  /** Height and width of the input, pixels. The layers need at least 28. */
  imageSize: z.int().min(28).max(64).default(28),
  /** Share of the maps in each convolution, for machines without TensorFlow; absent: all of them, as published. */
  width: z.literal(0.5).optional(),
});

/** The network of the `isic-two-conv` project: two convolutions (32 and 64 maps) with poolings, two hidden dense layers of 128 units. */
export const TwoConvSpec = z.object({
  architecture: z.literal('two-conv'),
  imageSize: z.int().min(16).max(256).default(64),
});

/** The baseline of the `nine-class` project: three convolutions (16, 32, 64 maps) with poolings, a hidden dense layer of 128 units. */
export const NineClassBaselineSpec = z.object({
  architecture: z.literal('nine-class-baseline'),
  imageSize: z.int().min(32).max(256).default(180),
  /** After the last pooling; the project's first version has none. */
  dropout: z.number().min(0).max(0.9).default(0),
});

/** `head`: the backbone is frozen; `all`: every layer is trained; `from`: this layer or block and all after it, normalisation before it stays as it is. */
export const Trainable = z.union([z.enum(['head', 'all']), z.object({ from: z.string().min(1).max(100) })]);
export type Trainable = z.infer<typeof Trainable>;

/** What every backbone with published ImageNet weights has beside its own fields: where it starts from, what is trained, and its head. */
const backboneFields = {
  /** Where the backbone's weights come from: imported ImageNet weights, or random start. */
  weights: z.enum(['imagenet', 'random']).default('imagenet'),
  trainable: Trainable.default('head'),
  /** How maps become features. `levels`: mean and standard deviation of the last maps of every size, up to a quarter of the photograph's. */
  pooling: z.enum(['average', 'max', 'levels']).default('average'),
  /** Batch normalisation of the pooled features, in place of the dropout before the first dense layer. */
  headNormalization: z.boolean().default(false),
  /** Units of the dense layers between pooling and softmax. */
  denseUnits: z.array(z.int().min(1).max(4096)).max(4).default([128]),
  dropout: z.number().min(0).max(0.9).default(0.3),
};

/** A backbone without a width. Sizes as in Keras: the smallest input that it takes, and the one that its ImageNet weights were trained at. */
function backbone<Architecture extends string>(architecture: Architecture, smallest: number, usual: number) {
  const imageSize = z.int().min(smallest, `The network needs images of at least ${smallest} x ${smallest} pixels.`).max(512).default(usual);
  return z.object({ architecture: z.literal(architecture), imageSize, ...backboneFields });
}

/** Width multipliers for which ImageNet weights are published. */
const publishedWidths = {
  'mobilenet-v1': [0.25, 0.5, 0.75, 1],
  'mobilenet-v2': [0.35, 0.5, 0.75, 1, 1.3, 1.4],
  'mobilenet-v3-large': [0.75, 1],
  'mobilenet-v3-small': [0.75, 1],
} as const;

/** Howard et al. 2017, arXiv 1704.04861. */
export const MobileNetV1Spec = backbone('mobilenet-v1', 32, 224).extend({
  alpha: z.literal(publishedWidths['mobilenet-v1']).default(0.75),
});
/** Sandler et al. 2018, arXiv 1801.04381. */
export const MobileNetV2Spec = backbone('mobilenet-v2', 32, 224).extend({ alpha: z.literal(publishedWidths['mobilenet-v2']).default(1) });
/** Howard et al. 2019, arXiv 1905.02244. */
export const MobileNetV3LargeSpec = backbone('mobilenet-v3-large', 32, 224).extend({
  alpha: z.literal(publishedWidths['mobilenet-v3-large']).default(1),
});
export const MobileNetV3SmallSpec = backbone('mobilenet-v3-small', 32, 224).extend({
  alpha: z.literal(publishedWidths['mobilenet-v3-small']).default(1),
});
/** Simonyan and Zisserman 2014, arXiv 1409.1556. */
export const Vgg16Spec = backbone('vgg16', 32, 224);
export const Vgg19Spec = backbone('vgg19', 32, 224);
/** He et al. 2015, arXiv 1512.03385. */
export const ResNet50Spec = backbone('resnet50', 32, 224);
/** He et al. 2016, arXiv 1603.05027. */
export const ResNet50V2Spec = backbone('resnet50-v2', 32, 224);
/** Szegedy et al. 2015, arXiv 1512.00567. */
export const InceptionV3Spec = backbone('inception-v3', 75, 299);
/** Chollet 2016, arXiv 1610.02357. */
export const XceptionSpec = backbone('xception', 71, 299);
/** Huang et al. 2016, arXiv 1608.06993. */
export const DenseNet121Spec = backbone('densenet121', 32, 224);
/** Tan and Le 2019, arXiv 1905.11946. */
export const EfficientNetB0Spec = backbone('efficientnet-b0', 32, 224);
export const EfficientNetB1Spec = backbone('efficientnet-b1', 32, 240);
export const EfficientNetB2Spec = backbone('efficientnet-b2', 32, 260);
export const EfficientNetB3Spec = backbone('efficientnet-b3', 32, 300);
/** Liu et al. 2022, arXiv 2201.03545. */
export const ConvNeXtTinySpec = backbone('convnext-tiny', 32, 224);

/** A network whose first layers have published ImageNet weights. */
export const BackboneSpec = z.discriminatedUnion('architecture', [
  Vgg16Spec,
  Vgg19Spec,
  ResNet50Spec,
  ResNet50V2Spec,
  InceptionV3Spec,
  XceptionSpec,
  DenseNet121Spec,
  MobileNetV1Spec,
  MobileNetV2Spec,
  MobileNetV3LargeSpec,
  MobileNetV3SmallSpec,
  EfficientNetB0Spec,
  EfficientNetB1Spec,
  EfficientNetB2Spec,
  EfficientNetB3Spec,
  ConvNeXtTinySpec,
]);
export type BackboneSpec = z.infer<typeof BackboneSpec>;

/** What network to build. Every architecture is one member, told apart by `architecture`. */
export const ModelSpec = z.discriminatedUnion('architecture', [TwoConvSpec, HmnistCnnSpec, NineClassBaselineSpec, ...BackboneSpec.options]);
export type ModelSpec = z.infer<typeof ModelSpec>;

export type Architecture = ModelSpec['architecture'];

/** What people call each architecture, in the order in which they are offered. */
export const architectureNames: Readonly<Record<Architecture, string>> = {
  'two-conv': 'Two convolutions',
  'hmnist-cnn': 'HMNIST CNN',
  'nine-class-baseline': 'Nine-class baseline',
  'mobilenet-v1': 'MobileNet v1',
  'mobilenet-v2': 'MobileNet v2',
  'mobilenet-v3-small': 'MobileNet v3 small',
  'mobilenet-v3-large': 'MobileNet v3 large',
  'efficientnet-b0': 'EfficientNet B0',
  'efficientnet-b1': 'EfficientNet B1',
  'efficientnet-b2': 'EfficientNet B2',
  'efficientnet-b3': 'EfficientNet B3',
  densenet121: 'DenseNet121',
  resnet50: 'ResNet50',
  'resnet50-v2': 'ResNet50 V2',
  'inception-v3': 'Inception v3',
  xception: 'Xception',
  'convnext-tiny': 'ConvNeXt Tiny',
  vgg16: 'VGG16',
  vgg19: 'VGG19',
};

/** Whether a network has a backbone with published weights, and with it a head of its own. */
export function isBackbone(spec: ModelSpec): spec is BackboneSpec {
  return 'trainable' in spec;
}

/** The width multiplier of a network that has one; null elsewhere. */
export function widthOf(spec: ModelSpec): number | null {
  return 'alpha' in spec ? spec.alpha : null;
}

/** The same before the network is known in full. */
export function isBackboneArchitecture(architecture: Architecture): architecture is BackboneSpec['architecture'] {
  return BackboneSpec.options.some(({ shape }) => shape.architecture.value === architecture);
}

/** The widths that an architecture comes in; none where it has one only. */
export function widthsOf(architecture: Architecture): readonly number[] {
  return architecture in publishedWidths ? publishedWidths[architecture as keyof typeof publishedWidths] : [];
}
