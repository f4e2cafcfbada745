import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import { MobileNetV1Spec } from '../../common/domain/model-spec.ts';
import { buildNetwork } from '../models/build-network.ts';
import { firstFilters } from '../models/mobilenet-v1.ts';
import { checkBackboneWeights } from './load-backbone-weights.ts';
import { readWeightFile } from './read-weight-file.ts';
import { findTrunkEnd } from './trunk-end.ts';
import { unreadable } from './unreadable.ts';
import { countValues } from './weight-file.ts';
import type { WeightFile } from './weight-file.ts';

type InspectedWeights = CallOutput<EngineProtocol, 'engine.inspectWeights'>;

/**
 * Recognises weights and tries them on the network that they are for.
 * @throws AppError `weights-unreadable`
 */
export async function inspectWeights(path: string): Promise<InspectedWeights> {
  const file = await readWeightFile(path);
  try {
    const spec = MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', imageSize: 32, alpha: recogniseAlpha(file), denseUnits: [] });
    const network = buildNetwork(spec, 2, 0, findTrunkEnd(file));
    try {
      checkBackboneWeights(network, file);
    } finally {
      network.dispose();
    }
    return {
      architecture: spec.architecture,
      alpha: spec.alpha,
      weightCount: file.weights.reduce((sum, { shape }) => sum + countValues(shape), 0),
      hasTop: file.weights.some(({ layer }) => layer === 'conv_preds' || layer === 'predictions'),
    };
  } finally {
    await file.close();
  }
}

/** The width multiplier shows in the first convolution: 3 x 3 x 3 x (32 alpha). */
function recogniseAlpha({ weights }: WeightFile): number {
  const first = weights.find(({ shape }) => shape.length === 4 && shape.slice(0, 3).join() === '3,3,3');
  const alpha = (first?.shape[3] ?? 0) / firstFilters;
  if (!MobileNetV1Spec.shape.alpha.safeParse(alpha).success) {
    throw unreadable('they are not those of MobileNet v1 with a width of 0.25, 0.5, 0.75 or 1');
  }
  return alpha;
}
