import type { z } from 'zod';
import { Split, SplitGrouping } from '../../../common/domain/dataset.ts';
import type { Part } from '../../../common/domain/dataset.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

const ClassCounts = Split.shape.classCounts;

export interface NewSplit {
  readonly datasetId: number;
  readonly name: string;
  readonly seed: number;
  readonly grouping: SplitGrouping;
  readonly classCounts: z.output<typeof ClassCounts>;
  readonly parts: ReadonlyMap<number, Part>;
}

interface SplitRow {
  readonly id: number;
  readonly dataset_id: number;
  readonly name: string;
  readonly seed: number;
  readonly grouping: string;
  readonly class_counts: string;
  readonly test_openings: number;
  readonly created_at: string;
}

/** Splits never change, but for the count of test openings. */
export class SplitRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(split: NewSplit): Split {
    const { build } = this.#database;
    const assign = this.#database.prepare('INSERT INTO split_photograph (split_id, photograph_id, part) VALUES (?, ?, ?)');
    const id = this.#database.transaction(() => {
      const { insertedId } = this.#database.run(
        build.insertInto('split').values({
          dataset_id: split.datasetId,
          name: split.name,
          seed: split.seed,
          grouping: split.grouping,
          class_counts: toJson(split.classCounts),
          created_at: nowText(),
        }),
      );
      for (const [photographId, part] of split.parts) assign(insertedId, photographId, part);
      return insertedId;
    });
    return this.get(id);
  }

  list(datasetId?: number): Split[] {
    const query = this.#database.build.selectFrom('split').selectAll().orderBy('id');
    return this.#database.all(datasetId === undefined ? query : query.where('dataset_id', '=', datasetId)).map(toSplit);
  }

  /** @throws AppError `not-found` */
  get(id: number): Split {
    const row = this.#database.first(this.#database.build.selectFrom('split').selectAll().where('id', '=', id));
    if (row === undefined)
      throw new AppError('not-found', `There is no split ${id} in this data folder. It may have been removed.`, { splitId: id });
    return toSplit(row);
  }

  /** Part and group (lesion) of every photograph of the split, to look for leaks. */
  groups(id: number): { group: string; part: Part }[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('split_photograph')
        .innerJoin('photograph', 'photograph.id', 'split_photograph.photograph_id')
        .select(['lesion_id as group', 'part'])
        .where('split_id', '=', id)
        .where('lesion_id', 'is not', null),
    );
    return rows.map((row) => ({ group: row.group ?? '', part: row.part as Part }));
  }

  /** Counts one more look at the test part. Returns which one it was. */
  countTestOpening(id: number): number {
    const { build } = this.#database;
    this.#database.run(
      build
        .updateTable('split')
        .set((expression) => ({ test_openings: expression('test_openings', '+', 1) }))
        .where('id', '=', id),
    );
    return this.get(id).testOpenings;
  }

  remove(id: number): void {
    this.#database.run(this.#database.build.deleteFrom('split').where('id', '=', id));
  }
}

function toSplit(row: SplitRow): Split {
  const classCounts = fromJson(ClassCounts, row.class_counts);
  const inPart = (part: Part): number => classCounts.reduce((sum, entry) => (entry.part === part ? sum + entry.count : sum), 0);
  return {
    id: row.id,
    datasetId: row.dataset_id,
    name: row.name,
    seed: row.seed,
    grouping: SplitGrouping.parse(row.grouping),
    counts: { train: inPart('train'), validation: inPart('validation'), test: inPart('test') },
    classCounts,
    testOpenings: row.test_openings,
    createdAt: row.created_at,
  };
}
