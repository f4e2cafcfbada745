import { expect, test } from 'vitest';
import { BackboneSpec, widthOf } from '../../../common/domain/model-spec.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import type { Network } from '../../../engine/models/network.ts';
import { recogniseNetwork } from '../../../engine/weights/recognise-network.ts';
import type { StoredWeight, WeightFile } from '../../../engine/weights/weight-file.ts';
import { snakeCase } from '../../../engine/weights/weight-names.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';

/** A backbone's weights as a file would give them; `rename` gives its layers other names. */
function fileOf(network: Network, rename: (name: string, index: number) => string): WeightFile {
  const weights = network.backboneLayers.flatMap((layer, index) =>
    layer.weights.map(({ originalName, shape }): StoredWeight => ({
      layer: rename(layer.name, index),
      kind: snakeCase(layer.getClassName()),
      name: originalName.split('/').at(-1) ?? '',
      shape: shape as number[],
      dtype: 'float32',
      read: () => Promise.resolve(new Float32Array((shape as number[]).reduce((product, length) => product * length, 1))),
    })),
  );
  return { name: 'test', format: 'keras-h5', weights, close: () => Promise.resolve() };
}

/** Pairs with the same number of convolutions, and small ones. (All sixteen are recognised, but building them takes minutes.) */
const chosen = ['resnet50', 'resnet50-v2', 'mobilenet-v2', 'mobilenet-v3-small', 'efficientnet-b1', 'efficientnet-b2', 'convnext-tiny'];

const architectures = BackboneSpec.options
  .map((option) => ({ architecture: option.shape.architecture.value, imageSize: option.shape.imageSize.unwrap().minValue }))
  .filter(({ architecture }) => chosen.includes(architecture));

test.for(architectures)(
  '$architecture is recognised among all others, with names and without',
  { timeout: 60_000 },
  async (facts, context) => {
    await requireTensorFlow(context);
    const spec = BackboneSpec.parse({ ...facts, denseUnits: [] });
    const network = buildNetwork(spec, 2, 0);
    const named = fileOf(network, (name) => name);
    const nameless = fileOf(network, (_, index) => `layer_${index}`);
    network.dispose();
    for (const file of [named, nameless]) {
      const recognised = await recogniseNetwork(file);
      expect([recognised.spec.architecture, widthOf(recognised.spec)]).toEqual([facts.architecture, widthOf(spec)]);
      expect(recognised.unused).toEqual([]);
    }
  },
);
