import { WeightFormat } from '../../../common/domain/weights.ts';
import type { ImportedWeights } from '../../../common/domain/weights.ts';
import type { Database } from '../database.ts';
import { nowText } from '../now.ts';

export type NewWeights = Omit<ImportedWeights, 'id' | 'importedAt'>;

export class WeightsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): ImportedWeights[] {
    return this.#database.all(this.#database.build.selectFrom('weights').selectAll().orderBy('id')).map(toWeights);
  }

  findByHash(sha256: string): ImportedWeights | null {
    const row = this.#database.first(this.#database.build.selectFrom('weights').selectAll().where('sha256', '=', sha256));
    return row === undefined ? null : toWeights(row);
  }

  /** `place` is called with the new row's id; if it throws, there is no row. */
  insert(weights: NewWeights, place: (id: number) => void): ImportedWeights {
    const importedAt = nowText();
    const id = this.#database.transaction(() => {
      const { insertedId } = this.#database.run(
        this.#database.build.insertInto('weights').values({
          architecture: weights.architecture,
          alpha: weights.alpha,
          name: weights.name,
          weight_count: weights.weightCount,
          bytes: weights.bytes,
          has_top: weights.hasTop ? 1 : 0,
          sha256: weights.sha256,
          format: weights.format,
          source: weights.source,
          licence: weights.licence,
          published_file: weights.publishedFile,
          imported_at: importedAt,
        }),
      );
      place(insertedId);
      return insertedId;
    });
    return { ...weights, id, importedAt };
  }

  /** @returns whether there was one */
  remove(id: number): boolean {
    return this.#database.run(this.#database.build.deleteFrom('weights').where('id', '=', id)).changes > 0;
  }
}

interface WeightsRow {
  readonly id: number;
  readonly architecture: string;
  readonly alpha: number | null;
  readonly name: string;
  readonly weight_count: number;
  readonly bytes: number;
  readonly has_top: number;
  readonly sha256: string;
  readonly format: string;
  readonly source: string;
  readonly licence: string | null;
  readonly published_file: string | null;
  readonly imported_at: string;
}

function toWeights(row: WeightsRow): ImportedWeights {
  return {
    id: row.id,
    architecture: row.architecture,
    alpha: row.alpha,
    name: row.name,
    weightCount: row.weight_count,
    bytes: row.bytes,
    hasTop: row.has_top === 1,
    sha256: row.sha256,
    format: WeightFormat.parse(row.format),
    source: row.source,
    licence: row.licence,
    publishedFile: row.published_file,
    importedAt: row.imported_at,
  };
}
