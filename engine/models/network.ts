import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import type { FactsEncoding } from '../../common/domain/patient-facts.ts';
import type { Classifier } from './blocks/classifier.ts';
import type { SeededInitializers } from './seeded-initializers.ts';
import type { RandomSource } from './layers/random-source.ts';

/**
 * A network ready to train. Its models share their layers and so their weights. All take photographs as [n, edge, edge, 3] float32, RGB from 0 to
 * 255, or features as [n, featureCount]; `model` and `trained` of a network that takes facts have those as a second input, [n, numbers] float32.
 */
export interface Network {
  readonly spec: ModelSpec;
  /** How facts become the second input; null where there is none. */
  readonly facts: FactsEncoding | null;
  /** Photographs -> class probabilities [n, classes]: what is saved and predicts. */
  readonly model: LayersModel;
  /** Inputs of training -> logits [n, classes]: photographs, or features where the backbone is frozen. */
  readonly trained: LayersModel;
  /** Photographs -> features; null unless the backbone is frozen. */
  readonly frozenBackbone: LayersModel | null;
  /**
   * The layers that imported weights are for, in the order of Keras's `model.layers`, each with its weights in Keras's order; none where the architecture has
   * no published weights. Names are Keras's where Keras gives any; layers that it numbers in the order of their making have names of ours. Shapes are Keras's,
   * but for where a length of 1 stands (ConvNeXt's depthwise kernels).
   */
  readonly backboneLayers: readonly layers.Layer[];
  readonly random: RandomSource;
  readonly weightCount: number;
  dispose(): void;
}

/** What an architecture's builder gets. */
export interface BuildContext {
  readonly initializers: SeededInitializers;
  readonly random: RandomSource;
  readonly classCount: number;
  /** Where a MobileNet's trunk ends. Some published weights lack the last pointwise convolution. */
  readonly trunkEnd: TrunkEnd;
}

export type TrunkEnd = 'conv_pw_13' | 'conv_dw_13';

/** The two ends of a network between which its layers are laid, and where it may be cut. */
export interface Layout {
  readonly photographs: SymbolicTensor;
  /** What the classifier decides by, [n, units]. */
  readonly last: SymbolicTensor;
  readonly backboneLayers: readonly layers.Layer[];
  /** For a frozen backbone: where it ends, and the layers between it and the classifier, in order. */
  readonly cut: { readonly backbone: LayersModel; readonly head: readonly layers.Layer[] } | null;
}

/** Applies a layer with one input and one output. */
export function applyLayer(layer: layers.Layer, to: SymbolicTensor): SymbolicTensor {
  return layer.apply(to) as SymbolicTensor;
}

/** Ends a layout with a classifier and softmax and makes the models out of it. */
export function finishNetwork(
  spec: ModelSpec,
  layout: Layout,
  classifier: Classifier,
  facts: FactsEncoding | null,
  random: RandomSource,
): Network {
  const { photographs, cut } = layout;
  const withFacts = (first: SymbolicTensor): SymbolicTensor[] => (classifier.facts === null ? [first] : [first, classifier.facts]);
  const logits = classifier.decide(layout.last);
  const probabilities = applyLayer(layers.softmax({ name: 'probabilities' }), logits);
  const whole = model({ inputs: withFacts(photographs), outputs: probabilities, name: spec.architecture });
  const headOf = ({ backbone, head }: NonNullable<Layout['cut']>): LayersModel => {
    const [features] = backbone.outputs as [SymbolicTensor];
    const first = input({ shape: features.shape.slice(1), name: 'features' });
    const last = head.reduce((end, layer) => applyLayer(layer, end), first);
    return model({ inputs: withFacts(first), outputs: classifier.decide(last), name: 'head' });
  };
  const trained = cut === null ? model({ inputs: withFacts(photographs), outputs: logits, name: 'trained' }) : headOf(cut);
  return {
    spec,
    facts,
    model: whole,
    trained,
    frozenBackbone: cut?.backbone ?? null,
    backboneLayers: layout.backboneLayers,
    random,
    weightCount: whole.countParams(),
    dispose: () => {
      // Not whole.dispose(): tfjs counts a layer that two models share twice, and would keep its weights.
      for (const weight of whole.weights) weight.dispose();
      random.dispose();
    },
  };
}
