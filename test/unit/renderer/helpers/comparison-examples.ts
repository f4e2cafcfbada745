import type { ComparedRun, RunComparison } from '../../../../common/domain/comparison.ts';
import { comparedEvaluation } from '../../../helpers/compared-evaluation.ts';

function exampleCompared(runId: number, changes: Partial<ComparedRun> = {}): ComparedRun {
  return {
    runId,
    partSize: 4,
    evaluation: comparedEvaluation(runId),
    naming: 'network',
    balancedAccuracy: 0.75,
    interval: { low: 0.5, high: 1, level: 0.95, resamples: 1000 },
    accuracy: 0.75,
    byLesion: null,
    macroAuc: 0.9,
    logLoss: 0.4,
    calibrationError: 0.1,
    recall: [0.5, 1],
    ...changes,
  };
}

/** Runs 1 and 2 on two melanomas and two nevi: the first misses a melanoma that the second finds, and the second a nevus. */
export function exampleComparison(changes: Partial<RunComparison> = {}): RunComparison {
  const counts = { both: 2, onlyReference: 1, onlyOther: 1, neither: 0, p: 1, adjustedP: 1 };
  return {
    part: 'validation',
    referenceRunId: 1,
    datasetId: 1,
    classes: ['mel', 'nv'],
    supports: [2, 2],
    lesionCount: 4,
    runs: [exampleCompared(1), exampleCompared(2, { recall: [1, 0.5] })],
    differences: [
      {
        runId: 2,
        balancedAccuracy: 0,
        interval: { low: -0.5, high: 0.5, level: 0.95, resamples: 2000 },
        accuracy: 0,
        photographs: counts,
        lesions: null,
      },
    ],
    photographs: {
      ids: [11, 12, 13, 14],
      imageIds: ['ISIC_1', 'ISIC_2', 'ISIC_3', 'ISIC_4'],
      actual: [0, 0, 1, 1],
      named: [
        [0, 1, 1, 1],
        [0, 0, 1, 0],
      ],
    },
    ...changes,
  };
}
