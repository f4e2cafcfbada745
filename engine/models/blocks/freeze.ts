import type { layers } from '@tensorflow/tfjs-layers';
import type { Trainable } from '../../../common/domain/model-spec.ts';
import { AppError } from '../../../common/errors/app-error.ts';

/**
 * Freezes the layers of a backbone that are not to be trained. A layer is named by its name, a block by the beginning of its layers' names.
 * @param backbone in Keras's order
 * @throws AppError `invalid-input` where there is no such layer or block
 */
export function freeze(backbone: readonly layers.Layer[], trainable: Trainable): void {
  if (trainable === 'all') return;
  const first = trainable === 'head' ? backbone.length : findLayer(backbone, trainable.from);
  for (const layer of backbone.slice(0, first)) layer.trainable = false;
}

function findLayer(backbone: readonly layers.Layer[], name: string): number {
  const exact = backbone.findIndex((layer) => layer.name === name);
  const found = exact === -1 ? backbone.findIndex((layer) => layer.name.startsWith(`${name}_`)) : exact;
  if (found !== -1) return found;
  const last = backbone.filter((layer) => layer.countParams() > 0).slice(-3);
  throw new AppError(
    'invalid-input',
    `The network has no layer or block "${name}" to train from. Name a layer, or the beginning of the names of a block's layers; its last layers with weights are ` +
      `${last.map((layer) => layer.name).join(', ')}.`,
    { from: name },
  );
}
