import { setImmediate } from 'node:timers/promises';
import type { Part } from '../../../common/domain/dataset.ts';
import { NamingRule } from '../../../common/domain/naming.ts';
import type { Said } from '../../../common/metrics/naming-scores.ts';
import type { Database } from '../database.ts';
import { idList } from '../id-list.ts';

export interface NewPrediction {
  readonly photographId: number;
  /** In the order of the run's classes. */
  readonly said: Said;
  /** The diagnosis that is named. */
  readonly predicted: string;
}

export interface StoredPrediction extends Pick<NewPrediction, 'photographId' | 'said'> {
  /** By which rule it was named. */
  readonly naming: NamingRule;
}

const rowsPerTransaction = 500;

/** What a run predicted, one row a photograph. Predicting anew replaces it. */
export class PredictionRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In pieces, between which others are answered. */
  async save(runId: number, naming: NamingRule, predictions: readonly NewPrediction[]): Promise<void> {
    const put = this.#database.prepare(
      'INSERT OR REPLACE INTO prediction (run_id, photograph_id, predicted, probabilities, votes, naming) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (let start = 0; start < predictions.length; start += rowsPerTransaction) {
      this.#database.transaction(() => {
        for (const { photographId, said, predicted } of predictions.slice(start, start + rowsPerTransaction)) {
          put(runId, photographId, predicted, toBlob(said.probabilities), toBlob(said.votes), naming);
        }
      });
      await setImmediate();
    }
  }

  /** What is stored stays; only the diagnosis that is named becomes another one. */
  rename(runId: number, naming: NamingRule, names: readonly Pick<NewPrediction, 'photographId' | 'predicted'>[]): void {
    const put = this.#database.prepare('UPDATE prediction SET predicted = ?, naming = ? WHERE run_id = ? AND photograph_id = ?');
    for (const { photographId, predicted } of names) put(predicted, naming, runId, photographId);
  }

  get(runId: number, photographIds: readonly number[]): StoredPrediction[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('prediction')
        .select(['photograph_id', 'probabilities', 'votes', 'naming'])
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
          'prediction.naming',
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

/** Where no votes were kept, they are the probabilities: earlier versions changed nothing but their temperature. */
function toPrediction(row: {
  photograph_id: number;
  probabilities: Uint8Array;
  votes: Uint8Array | null;
  naming: string;
}): StoredPrediction {
  return {
    photographId: row.photograph_id,
    said: { probabilities: fromBlob(row.probabilities), votes: fromBlob(row.votes ?? row.probabilities) },
    naming: NamingRule.parse(row.naming),
  };
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
