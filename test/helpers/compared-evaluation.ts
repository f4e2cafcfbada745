import type { ComparedRun } from '../../common/domain/comparison.ts';

/** What a compared run takes its predictions from: one view of its validation part. */
export function comparedEvaluation(runId: number): ComparedRun['evaluation'] {
  return {
    id: runId,
    part: 'validation',
    views: 1,
    testOpening: null,
    namingOpenings: 0,
    trainingOverlap: 0,
    unknownLabels: [],
    createdAt: '2026-11-22T00:00:00Z',
  };
}
