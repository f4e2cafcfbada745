import type { CallOutput } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import { widthOf } from '../../common/domain/model-spec.ts';
import { readWeightFile } from './read-weight-file.ts';
import { recogniseNetwork } from './recognise-network.ts';
import { countValues } from './weight-file.ts';

type InspectedWeights = CallOutput<EngineProtocol, 'engine.inspectWeights'>;

/**
 * Recognises weights by trying them on the networks that they may be for, and reads every value of the backbone once.
 * @throws AppError `weights-unreadable`
 */
export async function inspectWeights(path: string): Promise<InspectedWeights> {
  const file = await readWeightFile(path);
  try {
    const { spec, unused } = await recogniseNetwork(file);
    return {
      architecture: spec.architecture,
      alpha: widthOf(spec),
      weightCount: file.weights.reduce((sum, { shape }) => sum + countValues(shape), 0),
      hasTop: unused.length > 0,
      format: file.format,
    };
  } finally {
    await file.close();
  }
}
