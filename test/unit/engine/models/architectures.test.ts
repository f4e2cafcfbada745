import { beforeAll, describe, expect, it } from 'vitest';
import { architectureNames, BackboneSpec, isBackbone, ModelSpec, widthOf } from '../../../../common/domain/model-spec.ts';
import type { Architecture } from '../../../../common/domain/model-spec.ts';
import { loadBackend } from '../../../../engine/backends/load-backend.ts';
import { buildNetwork } from '../../../../engine/models/build-network.ts';
import { describeNetwork } from '../../../../engine/models/describe-network.ts';

beforeAll(async () => {
  await loadBackend('wasm');
});

/** Weights of each backbone without its head at the usual width, as Keras counts them. */
const weightCounts: Readonly<Record<BackboneSpec['architecture'], number>> = {
  vgg16: 14_714_688,
  vgg19: 20_024_384,
  resnet50: 23_587_712,
  'resnet50-v2': 23_564_800,
  'inception-v3': 21_802_784,
  xception: 20_861_480,
  densenet121: 7_037_504,
  'mobilenet-v1': 1_832_976,
  'mobilenet-v2': 2_257_984,
  'mobilenet-v3-large': 2_996_352,
  'mobilenet-v3-small': 939_120,
  'efficientnet-b0': 4_049_571,
  'efficientnet-b1': 6_575_239,
  'efficientnet-b2': 7_768_569,
  'efficientnet-b3': 10_783_535,
  'convnext-tiny': 27_820_128,
};

describe('architectures', () => {
  it.each(Object.keys(weightCounts) as BackboneSpec['architecture'][])('%s has as many weights as in Keras', (architecture) => {
    const spec = BackboneSpec.parse({ architecture, denseUnits: [], weights: 'random' });
    const { weightCount, layers } = describeNetwork(spec, 7);
    const featureCount = layers.find(({ name }) => name === 'pool')?.outputShape.at(-1) ?? 0;
    expect(weightCount).toBe(weightCounts[architecture] + (featureCount + 1) * 7);
    expect(layers.at(-1)?.outputShape).toEqual([null, 7]);
  });

  it('have names, and are backbones or not', () => {
    const architectures = ModelSpec.options.map(({ shape }) => shape.architecture.value);
    expect([...architectures].sort()).toEqual(Object.keys(architectureNames).sort());
    const spec = (architecture: Architecture): ModelSpec => ModelSpec.parse({ architecture });
    expect(architectures.filter((architecture) => isBackbone(spec(architecture)))).toHaveLength(16);
    expect([widthOf(spec('mobilenet-v2')), widthOf(spec('vgg16'))]).toEqual([1, null]);
  });

  it('refuse images that they cannot take, and say how large they must be', () => {
    const tooSmall = BackboneSpec.safeParse({ architecture: 'inception-v3', imageSize: 74 });
    expect(tooSmall.error?.issues[0]?.message).toBe('The network needs images of at least 75 x 75 pixels.');
    expect(BackboneSpec.safeParse({ architecture: 'mobilenet-v2', alpha: 0.25 }).success).toBe(false);
  });
});

describe('pooling by levels', () => {
  it('gives mean and deviation of the last maps of every size, and leaves the layers that weights are for in their order', () => {
    const build = (pooling: string): ReturnType<typeof buildNetwork> =>
      buildNetwork(BackboneSpec.parse({ architecture: 'mobilenet-v1', imageSize: 64, alpha: 0.25, weights: 'random', pooling }), 2, 1);
    const [plain, levels] = [build('average'), build('levels')];
    // At 16, 8, 4 and 2 pixels.
    expect(levels.frozenBackbone?.outputs[0]?.shape).toEqual([null, 2 * (32 + 64 + 128 + 256)]);
    expect(levels.backboneLayers.map(({ name }) => name)).toEqual(plain.backboneLayers.map(({ name }) => name));
    plain.dispose();
    levels.dispose();
  });
});

describe('training from a layer', () => {
  const names = (from: string): { frozen: string[]; trained: string[] } => {
    const spec = BackboneSpec.parse({ architecture: 'mobilenet-v2', imageSize: 32, alpha: 0.35, weights: 'random', trainable: { from } });
    const network = buildNetwork(spec, 2, 1);
    try {
      expect(network.frozenBackbone).toBeNull();
      const layers = network.model.layers.filter((layer) => layer.weights.length > 0);
      const isTrained = (index: number): boolean => (layers[index]?.trainableWeights.length ?? 0) > 0;
      return {
        frozen: layers.filter((_, index) => !isTrained(index)).map(({ name }) => name),
        trained: layers.filter((_, index) => isTrained(index)).map(({ name }) => name),
      };
    } finally {
      network.dispose();
    }
  };

  it('freezes what lies before a block or a layer', () => {
    const block = names('block_16');
    expect(block.frozen.at(-1)).toBe('block_15_project_BN');
    expect(block.trained[0]).toBe('block_16_expand');
    expect(block.trained.at(-1)).toBe('logits');
    expect(names('Conv_1').trained[0]).toBe('Conv_1');
  });

  it('names the last layers where there is none of that name', () => {
    expect(() => names('conv5')).toThrow(
      'The network has no layer or block "conv5" to train from. Name a layer, or the beginning of the names of a block\'s layers; its last layers with weights are block_16_project_BN, Conv_1, Conv_1_bn.',
    );
  });
});
