import type { ModelAnswer } from '../../common/domain/review.ts';
import type { Run } from '../../common/domain/run.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { ReadingRepository, StoredReading } from '../database/repositories/reading-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import { toCsv } from './csv.ts';
import type { CsvValue } from './csv.ts';
import type { ClassShares } from './class-shares.ts';
import { meanSaid, rankDifferential } from './differential.ts';
import { isSigned, statusOf } from './review-cases.ts';

export interface ReadingExportParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly readings: ReadingRepository;
  readonly runs: RunRepository;
  readonly shares: ClassShares;
}

const notice = 'Research use only, not for diagnosis';

/**
 * All cases of a run that a reader has touched, one row each. The model's columns follow the lock, the truth the signature, as on the screen. They say what the reader was shown, and `model_now` what the
 * run names today; `model_kept` is false for readings of a version that did not keep the former, where both are of today.
 */
export class ReadingExport {
  readonly #parts: ReadingExportParts;

  constructor(parts: ReadingExportParts) {
    this.#parts = parts;
  }

  write(runId: number): { fileName: string; csv: string; caseCount: number } {
    const { datasets, readings, runs } = this.#parts;
    const run = runs.get(runId);
    const dataset = datasets.get(run.datasetId).name;
    const stored = readings.list(runId);
    const header = [
      ...['case', 'status', 'reader', 'photographs', 'own_diagnosis', 'confidence', 'locked_at', 'model_diagnosis', 'model_named_by'],
      ...run.classes.map((label) => `model_${label}`),
      ...['model_kept', 'model_now', 'model_now_named_by'],
      ...['final_diagnosis', 'changed', 'reason', 'note', 'signed_at', 'reopened', 'truth', 'proof', 'run', 'dataset', 'notice'],
    ];
    const shares = this.#parts.shares.of(run);
    const rows = stored.map((entry) => [...this.#row(run, shares, entry), `${run.id} ${run.name}`, dataset, notice]);
    return { fileName: `nevus-readings-run-${run.id}.csv`, csv: toCsv(header, rows), caseCount: rows.length };
  }

  #row(run: Run, shares: readonly number[], stored: StoredReading): CsvValue[] {
    const { photographs, predictions } = this.#parts;
    const { caseKey, reading, readerName, reopenedCount } = stored;
    const cases = photographs.getMany(photographs.idsOfCase(run.datasetId, caseKey));
    const [first] = cases;
    const predicted = predictions.get(
      run.id,
      cases.map(({ id }) => id),
    );
    const mean = meanSaid(predicted.map(({ said }) => said));
    const rule = predicted[0]?.naming ?? run.naming;
    const now: ModelAnswer = { differential: rankDifferential(run.classes, mean, { rule, shares }), naming: rule };
    const answer = reading === null ? null : (stored.shown ?? now);
    const probabilities = new Map(answer?.differential.map(({ label, probability }) => [label, probability]));
    return [
      caseKey,
      statusOf(stored),
      readerName,
      cases.map(({ imageId }) => imageId).join(' '),
      reading?.ownDiagnosis ?? null,
      reading?.confidence ?? null,
      reading?.lockedAt ?? null,
      answer?.differential[0]?.label ?? null,
      answer?.naming ?? null,
      ...run.classes.map((label) => (answer === null ? null : Number((probabilities.get(label) ?? 0).toFixed(6)))),
      ...(answer === null ? [null, null, null] : [stored.shown !== null, now.differential[0]?.label ?? null, now.naming]),
      reading?.finalDiagnosis ?? null,
      reading === null || reading.finalDiagnosis === null ? null : reading.finalDiagnosis !== reading.ownDiagnosis,
      reading?.reason ?? null,
      reading?.note ?? null,
      reading?.signedAt ?? null,
      reopenedCount,
      isSigned(stored) ? (first?.diagnosis ?? null) : null,
      isSigned(stored) ? (first?.proof ?? null) : null,
    ];
  }
}
