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

/** All cases of a run that a reader has touched, one row each. The model's column follows the lock, the truth the signature, as on the screen. */
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
    return [
      caseKey,
      statusOf(stored),
      readerName,
      cases.map(({ imageId }) => imageId).join(' '),
      reading?.ownDiagnosis ?? null,
      reading?.confidence ?? null,
      reading?.lockedAt ?? null,
      reading === null ? null : (rankDifferential(run.classes, mean, { rule, shares })[0]?.label ?? null),
      reading === null ? null : rule,
      ...run.classes.map((_, index) => (reading === null ? null : Number((mean.probabilities[index] ?? 0).toFixed(6)))),
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
