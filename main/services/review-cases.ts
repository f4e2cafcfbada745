import type { Part } from '../../common/domain/dataset.ts';
import type { CaseStatus } from '../../common/domain/review.ts';
import type { Run } from '../../common/domain/run.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { StoredReading } from '../database/repositories/reading-repository.ts';

/** A lesion with the run's predictions of its photographs. */
export interface PredictedCase {
  readonly caseKey: string;
  readonly photographIds: readonly number[];
  /** Mean over the photographs, in the order of the run's classes. */
  readonly probabilities: readonly number[];
}

/** The cases of a part, in the order of import. */
export function casesOfPart(predictions: PredictionRepository, run: Run, part: Part): PredictedCase[] {
  const byCase = Map.groupBy(predictions.ofPart(run.id, run.splitId, part), ({ caseKey }) => caseKey);
  return [...byCase].map(([caseKey, photographs]) => ({
    caseKey,
    photographIds: photographs.map(({ photographId }) => photographId),
    probabilities: meanRows(photographs.map(({ said }) => said.probabilities)),
  }));
}

/** Least certain first: by the highest of the mean probabilities. */
export function byUncertainty(a: PredictedCase, b: PredictedCase): number {
  return Math.max(...a.probabilities) - Math.max(...b.probabilities);
}

export function statusOf(stored: StoredReading | null): CaseStatus {
  if (stored === null) return 'open';
  if (isSigned(stored)) return 'signed';
  if (stored.deferredAt !== null) return 'deferred';
  return stored.reading === null ? 'open' : 'read';
}

export function isSigned(stored: StoredReading | null): boolean {
  return (stored?.reading?.signedAt ?? null) !== null;
}
