import { isBackbone } from '../../common/domain/model-spec.ts';
import type { BackboneSpec, ModelSpec } from '../../common/domain/model-spec.ts';
import type { FactsEncoding } from '../../common/domain/patient-facts.ts';
import { makeClassifier } from './blocks/classifier.ts';
import { layBackbone } from './blocks/lay-backbone.ts';
import type { Trunk } from './blocks/lay-backbone.ts';
import { convNeXtTiny } from './convnext-tiny.ts';
import { denseNet121 } from './densenet121.ts';
import { efficientNet } from './efficientnet.ts';
import { layHmnistCnn } from './hmnist-cnn.ts';
import { inceptionV3 } from './inception-v3.ts';
import { RandomSource } from './layers/random-source.ts';
import { mobileNetV1 } from './mobilenet-v1.ts';
import { mobileNetV2 } from './mobilenet-v2.ts';
import { mobileNetV3, mobileNetV3LargeRows, mobileNetV3SmallRows } from './mobilenet-v3.ts';
import { finishNetwork } from './network.ts';
import type { BuildContext, Layout, Network, TrunkEnd } from './network.ts';
import { resNet50 } from './resnet50.ts';
import { resNet50V2 } from './resnet50-v2.ts';
import { SeededInitializers } from './seeded-initializers.ts';
import { layNineClassBaseline, layTwoConv } from './small-networks.ts';
import { vgg, vgg16Convolutions, vgg19Convolutions } from './vgg.ts';
import { xception } from './xception.ts';

/**
 * Builds the network of a specification with random weights from the seed. Needs a loaded backend; the caller disposes of the network.
 * @param options `facts`: how facts become a second input; null: there is none
 */
export function buildNetwork(
  spec: ModelSpec,
  classCount: number,
  seed: number,
  { trunkEnd = 'conv_pw_13', facts = null }: { readonly trunkEnd?: TrunkEnd; readonly facts?: FactsEncoding | null } = {},
): Network {
  const random = new RandomSource(seed);
  const context: BuildContext = { initializers: new SeededInitializers(seed), random, classCount, trunkEnd };
  const layout = lay(spec, context);
  return finishNetwork(spec, layout, makeClassifier(context, facts), facts, random);
}

function lay(spec: ModelSpec, context: BuildContext): Layout {
  if (isBackbone(spec)) return layBackbone(spec, context, trunkOf(spec, context));
  switch (spec.architecture) {
    case 'two-conv':
      return layTwoConv(spec, context);
    case 'hmnist-cnn':
      return layHmnistCnn(spec, context);
    case 'nine-class-baseline':
      return layNineClassBaseline(spec, context);
  }
}

function trunkOf(spec: BackboneSpec, context: BuildContext): Trunk {
  switch (spec.architecture) {
    case 'mobilenet-v1':
      return mobileNetV1(spec, context);
    case 'mobilenet-v2':
      return mobileNetV2(spec, context);
    case 'mobilenet-v3-large':
      return mobileNetV3(spec.alpha, mobileNetV3LargeRows, context);
    case 'mobilenet-v3-small':
      return mobileNetV3(spec.alpha, mobileNetV3SmallRows, context);
    case 'vgg16':
      return vgg(vgg16Convolutions, context);
    case 'vgg19':
      return vgg(vgg19Convolutions, context);
    case 'resnet50':
      return resNet50(context);
    case 'resnet50-v2':
      return resNet50V2(context);
    case 'inception-v3':
      return inceptionV3(context);
    case 'xception':
      return xception(context);
    case 'densenet121':
      return denseNet121(context);
    case 'efficientnet-b0':
    case 'efficientnet-b1':
    case 'efficientnet-b2':
    case 'efficientnet-b3':
      return efficientNet(spec, context);
    case 'convnext-tiny':
      return convNeXtTiny(context);
  }
}
