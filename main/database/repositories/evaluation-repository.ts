import { Part } from '../../../common/domain/dataset.ts';
import { Evaluation, EvaluationDetails } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { ClassificationMetrics } from '../../../common/metrics/classification.ts';
import type { CalibrationFit } from '../../../common/metrics/fit-calibration.ts';
import type { Database } from '../database.ts';
import { fromJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export type NewEvaluation = Omit<Evaluation, 'id' | 'datasetName' | 'createdAt'>;

const UnknownLabels = Evaluation.shape.unknownLabels;

export class EvaluationRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(evaluation: NewEvaluation): Evaluation {
    const { insertedId } = this.#database.run(
      this.#database.build.insertInto('evaluation').values({
        run_id: evaluation.runId,
        dataset_id: evaluation.datasetId,
        part: evaluation.part,
        metrics: toJson(evaluation.metrics),
        unknown_labels: toJson(evaluation.unknownLabels),
        training_overlap: evaluation.trainingOverlap,
        test_opening: evaluation.testOpening,
        views: evaluation.views,
        details: toJson(EvaluationDetails.parse(evaluation)),
        created_at: nowText(),
      }),
    );
    return this.get(insertedId);
  }

  /** What hangs on names becomes another figure; when it was made, and of how many views, stays. */
  refigure(id: number, { metrics, details }: { readonly metrics: Evaluation['metrics']; readonly details: EvaluationDetails }): Evaluation {
    this.#database.run(
      this.#database.build
        .updateTable('evaluation')
        .set({ metrics: toJson(metrics), details: toJson(EvaluationDetails.parse(details)) })
        .where('id', '=', id),
    );
    return this.get(id);
  }

  /** Newest first. */
  list(runId?: number): Evaluation[] {
    const query = this.#select().orderBy('evaluation.id', 'desc');
    return this.#database.all(runId === undefined ? query : query.where('evaluation.run_id', '=', runId)).map(toEvaluation);
  }

  /** @throws AppError `not-found` */
  get(id: number): Evaluation {
    const row = this.#database.first(this.#select().where('evaluation.id', '=', id));
    if (row === undefined) {
      throw new AppError('not-found', `There is no evaluation ${id} in this data folder. It may have been removed.`, { evaluationId: id });
    }
    return toEvaluation(row);
  }

  /** What the newest evaluation of the validation part with so many views fitted; null where there is none. Earlier versions fitted a temperature only. */
  validationFit(runId: number, views: number): (CalibrationFit & { readonly isPriorCorrected: boolean }) | null {
    const newest = this.list(runId).find((evaluation) => evaluation.part === 'validation' && evaluation.views === views);
    if (newest === undefined || newest.calibration === null) return null;
    const { temperature, bias } = newest.calibration;
    return { temperature, bias: bias ?? [], isPriorCorrected: bias !== null };
  }

  #select() {
    return this.#database.build
      .selectFrom('evaluation')
      .innerJoin('dataset', 'dataset.id', 'evaluation.dataset_id')
      .selectAll('evaluation')
      .select('dataset.name as dataset_name');
  }
}

interface EvaluationRow {
  readonly id: number;
  readonly run_id: number;
  readonly dataset_id: number;
  readonly dataset_name: string;
  readonly part: string | null;
  readonly metrics: string;
  readonly unknown_labels: string;
  readonly training_overlap: number;
  readonly test_opening: number | null;
  readonly views: number;
  readonly details: string | null;
  readonly created_at: string;
}

function toEvaluation(row: EvaluationRow): Evaluation {
  return {
    id: row.id,
    runId: row.run_id,
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    part: Part.nullable().parse(row.part),
    metrics: fromJson(ClassificationMetrics, row.metrics),
    unknownLabels: fromJson(UnknownLabels, row.unknown_labels),
    trainingOverlap: row.training_overlap,
    testOpening: row.test_opening,
    views: row.views,
    ...(row.details === null ? EvaluationDetails.parse({}) : fromJson(EvaluationDetails, row.details)),
    createdAt: row.created_at,
  };
}
