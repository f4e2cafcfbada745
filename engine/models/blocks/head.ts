import { layers } from '@tensorflow/tfjs-layers';
import type { BackboneSpec } from '../../../common/domain/model-spec.ts';
import { BatchNormalization } from '../layers/batch-normalization.ts';
import { SeededDropout } from '../layers/dropout.ts';
import type { BuildContext } from '../network.ts';

/**
 * The layers from pooled features to the classifier, in order: dense layers with relu, each after a dropout, and a last dropout. With
 * `headNormalization`, batch normalisation stands in the first dropout's place.
 */
export function headLayers(spec: BackboneSpec, { initializers, random }: BuildContext): layers.Layer[] {
  const head: layers.Layer[] = [];
  const dropout = (name: string, salt: number): void => {
    if (spec.dropout > 0) head.push(new SeededDropout({ name, rate: spec.dropout, random, salt }));
  };
  if (spec.headNormalization) head.push(new BatchNormalization({ name: 'head_bn' }));
  spec.denseUnits.forEach((units, index) => {
    const number = index + 1;
    if (index > 0 || !spec.headNormalization) dropout(`dropout_${number}`, number);
    head.push(layers.dense({ name: `dense_${number}`, units, activation: 'relu', kernelInitializer: initializers.glorotUniform() }));
  });
  dropout('dropout_last', head.length + 1);
  return head;
}
