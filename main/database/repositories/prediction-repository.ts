import { setImmediate } from 'node:timers/promises';
import { argMax } from '../../../common/metrics/classification.ts';
import type { Part } from '../../../common/domain/dataset.ts';
import type { Database } from '../database.ts';
import { idList } from '../id-list.ts';

/** In the order of the run's classes. */
export interface StoredPrediction {
  readonly photographId: number;
  readonly probabilities: readonly number[];
  /** By which the diagnosis is named. */
  readonly votes: readonly number[];
}

const rowsPerTransaction = 500;

/** What a run predicted, one row a photograph. Predicting anew replaces it. */
export class PredictionRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In pieces, between which others are answered. */
  async save(runId: number, classes: readonly string[], predictions: readonly StoredPrediction[]): Promise<void> {
    const put = this.#database.prepare(
      'INSERT OR REPLACE INTO prediction (run_id, photograph_id, predicted, probabilities, votes) VALUES (?, ?, ?, ?, ?)',
    );
    for (let start = 0; start < predictions.length; start += rowsPerTransaction) {
      this.#database.transaction(() => {
        for (const { photographId, probabilities, votes } of predictions.slice(start, start + rowsPerTransaction)) {
          put(runId, photographId, classes[argMax(votes)] ?? '', toBlob(probabilities), toBlob(votes));
        }
      });
      await setImmediate();
    }
  }

  get(runId: number, photographIds: readonly number[]): StoredPrediction[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('prediction')
        .select(['photograph_id', 'probabilities', 'votes'])
        .where('run_id', '=', runId)
        .where('photograph_id', 'in', idList(photographIds)),
    );
    return rows.map(toPrediction);
  }

  /** Of a part of a split, in the order of import. */
  ofPart(runId: number, splitId: number, part: Part): (StoredPrediction & { readonly caseKey: string })[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('split_photograph')
        .innerJoin('prediction', 'prediction.photograph_id', 'split_photograph.photograph_id')
        .innerJoin('photograph', 'photograph.id', 'split_photograph.photograph_id')
        .select((builder) => [
          'prediction.photograph_id',
          'prediction.probabilities',
          'prediction.votes',
          builder.fn.coalesce('photograph.lesion_id', 'photograph.image_id').as('caseKey'),
        ])
        .where('split_id', '=', splitId)
        .where('part', '=', part)
        .where('run_id', '=', runId)
        .orderBy('prediction.photograph_id'),
    );
    return rows.map((row) => ({ ...toPrediction(row), caseKey: row.caseKey }));
  }
}

/** Where no votes were kept, the diagnosis was named by its probability. */
function toPrediction(row: { photograph_id: number; probabilities: Uint8Array; votes: Uint8Array | null }): StoredPrediction {
  return { photographId: row.photograph_id, probabilities: fromBlob(row.probabilities), votes: fromBlob(row.votes ?? row.probabilities) };
}

/** Little-endian 64-bit floats, end to end. */
function toBlob(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeDoubleLE(value, index * 8));
  return bytes;
}

function fromBlob(blob: Uint8Array): number[] {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}
