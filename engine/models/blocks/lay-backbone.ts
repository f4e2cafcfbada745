import { layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BackboneSpec } from '../../../common/domain/model-spec.ts';
import { applyLayer } from '../network.ts';
import type { BuildContext, Layout } from '../network.ts';
import { freeze } from './freeze.ts';
import { headLayers } from './head.ts';
import { layLevels } from './levels.ts';
import { photographInput } from './preprocessing.ts';
import type { Preprocessing } from './preprocessing.ts';

/** An architecture's convolutions, without the pooling and the head that all backbones share. */
export interface Trunk {
  readonly preprocessing: Preprocessing;
  /** Lays the layers, named and ordered as Keras has them. Gives the last maps. */
  readonly lay: (start: SymbolicTensor) => SymbolicTensor;
  /** What the architecture does to the pooled features. */
  readonly finish?: (pooled: SymbolicTensor) => SymbolicTensor;
}

/** A backbone with a global pooling and a dense head. Where nothing but the head is trained, it can be cut after the features. */
export function layBackbone(spec: BackboneSpec, context: BuildContext, { preprocessing, lay, finish }: Trunk): Layout {
  const { photographs, scaled } = photographInput(spec.imageSize, preprocessing);
  const pooling = spec.pooling === 'max' ? layers.globalMaxPooling2d : layers.globalAveragePooling2d;
  const pooled = applyLayer(pooling({ name: 'pool', dataFormat: 'channelsLast' }), lay(scaled));
  const finished = finish?.(pooled) ?? pooled;
  const chain = model({ inputs: photographs, outputs: finished, name: 'backbone' });
  const features = spec.pooling === 'levels' ? layLevels(chain.layers, spec.imageSize, finished) : finished;
  const backbone = features === finished ? chain : model({ inputs: photographs, outputs: features, name: 'backbone' });
  freeze(chain.layers, spec.trainable);
  const head = headLayers(spec, context);
  const last = head.reduce((end, layer) => applyLayer(layer, end), features);
  return { photographs, last, backboneLayers: chain.layers, cut: spec.trainable === 'head' ? { backbone, head } : null };
}
