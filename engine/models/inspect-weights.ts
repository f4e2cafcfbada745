import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import { MobileNetV1Spec } from '../../common/domain/model-spec.ts';
import { assignBackboneWeights, findTrunkEnd } from './backbone-weights.ts';
import { buildNetwork } from './build-network.ts';
import { readLayersFiles, unreadable } from './layers-files.ts';
import type { LayersFiles } from './layers-files.ts';
import { firstFilters } from './mobilenet-v1.ts';

type InspectedWeights = CallOutput<EngineProtocol, 'engine.inspectWeights'>;

/**
 * Recognises imported weights and tries them on the network that they are for.
 * @throws AppError `weights-unreadable`
 */
export async function inspectWeights(folder: string): Promise<InspectedWeights> {
  const files = await readLayersFiles(folder);
  const spec = MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', imageSize: 32, alpha: recogniseAlpha(files), denseUnits: [] });
  const network = buildNetwork(spec, 2, 0, findTrunkEnd(files));
  try {
    assignBackboneWeights(files, network.backboneLayers);
  } finally {
    network.dispose();
  }
  return {
    architecture: spec.architecture,
    alpha: spec.alpha,
    weightCount: files.entries.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0),
    hasTop: files.entries.some(({ name }) => /(^|\/)(conv_preds|predictions)\//.test(name)),
  };
}

/** The width multiplier shows in the first convolution: 3 x 3 x 3 x (32 alpha). */
function recogniseAlpha(files: LayersFiles): number {
  const first = files.entries.find(({ shape }) => shape.length === 4 && shape.slice(0, 3).join() === '3,3,3');
  const alpha = (first?.shape[3] ?? 0) / firstFilters;
  if (!MobileNetV1Spec.shape.alpha.safeParse(alpha).success) {
    throw unreadable('they are not those of MobileNet v1 with a width of 0.25, 0.5, 0.75 or 1');
  }
  return alpha;
}
