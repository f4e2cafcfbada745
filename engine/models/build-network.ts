import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { layHmnistCnn } from './hmnist-cnn.ts';
import { RandomSource } from './layers/random-source.ts';
import { layMobileNetV1 } from './mobilenet-v1.ts';
import { finishNetwork } from './network.ts';
import type { BuildContext, Layout, Network, TrunkEnd } from './network.ts';
import { SeededInitializers } from './seeded-initializers.ts';

/** Builds the network of a specification with random weights from the seed. Needs a loaded backend; the caller disposes of the network. */
export function buildNetwork(spec: ModelSpec, classCount: number, seed: number, trunkEnd: TrunkEnd = 'conv_pw_13'): Network {
  const random = new RandomSource(seed);
  const layout = lay(spec, { initializers: new SeededInitializers(seed), random, classCount, trunkEnd });
  return finishNetwork(spec, layout, random);
}

function lay(spec: ModelSpec, context: BuildContext): Layout {
  switch (spec.architecture) {
    case 'hmnist-cnn':
      return layHmnistCnn(spec, context);
    case 'mobilenet-v1':
      return layMobileNetV1(spec, context);
  }
}
