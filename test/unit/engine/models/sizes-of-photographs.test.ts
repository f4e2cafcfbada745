import { initializers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test, vi } from 'vitest';
import { BackboneSpec } from '../../../../common/domain/model-spec.ts';
import { loadBackend } from '../../../../engine/backends/load-backend.ts';
import { buildNetwork } from '../../../../engine/models/build-network.ts';

// Only shapes are looked at, and drawing numbers takes most of the time.
vi.mock('../../../../engine/models/seeded-initializers.ts', () => ({
  SeededInitializers: class {
    glorotUniform = (): unknown => initializers.zeros();
    heByOutputs = (): unknown => initializers.zeros();
  },
}));

beforeAll(async () => {
  await loadBackend('wasm');
});

/** Its weights in the order in which a training's state has them, and the layers whose maps it pools. */
function describe(architecture: string, imageSize: number): { weights: string[]; levels: string[] } {
  const spec = BackboneSpec.parse({ architecture, imageSize, weights: 'random', trainable: 'all', pooling: 'levels' });
  const network = buildNetwork(spec, 7, 1);
  try {
    const pooled = network.trained.layers.filter((layer) => layer.getClassName() === 'MapDeviation');
    return {
      weights: network.trained.weights.map(({ originalName, shape }) => `${originalName} ${shape.join('x')}`),
      levels: pooled.map((layer) => (layer.input as SymbolicTensor).sourceLayer.name),
    };
  } finally {
    network.dispose();
  }
}

test.each(BackboneSpec.options.map(({ shape }) => [shape.architecture.value, shape.imageSize] as const))(
  '%s has the same weights in the same order, and the same levels, for photographs of every size',
  (architecture, imageSize) => {
    const smallest = Array.from({ length: 128 }, (_, size) => size).find((size) => imageSize.safeParse(size).success)!;
    const usual = describe(architecture, imageSize.parse(undefined));
    expect(usual.weights.length).toBeGreaterThan(20);
    expect(usual.levels.length).toBeGreaterThanOrEqual(4);
    for (const size of [smallest, 101, 150]) expect(describe(architecture, size), `at ${size} pixels`).toEqual(usual);
  },
);
