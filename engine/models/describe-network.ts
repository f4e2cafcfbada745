import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { buildNetwork } from './build-network.ts';

type NetworkDescription = CallOutput<EngineProtocol, 'engine.describeModel'>;

/** Weights and layers of a network, built and let go. The batch's dimension is null in every shape. */
export function describeNetwork(spec: ModelSpec, classCount: number): NetworkDescription {
  const network = buildNetwork(spec, classCount, 0);
  try {
    const layers = network.model.layers.map((layer) => ({
      name: layer.name,
      kind: layer.getClassName(),
      outputShape: (layer.getOutputAt(0) as { shape: (number | null)[] }).shape,
    }));
    return { weightCount: network.weightCount, layers };
  } finally {
    network.dispose();
  }
}
