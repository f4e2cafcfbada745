import { sql } from 'kysely';
import type { Expression, RawBuilder } from 'kysely';
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
  /** The split whose validation and test parts are its test part. */
  readonly withinSplitId?: number;
}

interface SplitRow {
  readonly id: number;
  readonly dataset_id: number;
  readonly name: string;
  readonly seed: number;
  readonly grouping: string;
  readonly class_counts: string;
  readonly test_openings: number;
  readonly test_sharers: number;
  readonly created_at: string;
}

/** The photographs that a split lays aside for testing, as one text. */
const testedBy = (splitId: Expression<number>): RawBuilder<string | null> =>
  sql`(SELECT group_concat(photograph_id) FROM (SELECT photograph_id FROM split_photograph WHERE split_id = ${splitId} AND part = 'test' ORDER BY photograph_id))`;

/** Splits never change, but for the count of test openings, which those have in common that lay the same photographs aside. */
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
      this.#joinTestGroup(insertedId, split);
      return insertedId;
    });
    return this.get(id);
  }

  list(datasetId?: number): Split[] {
    const query = this.#select().orderBy('id');
    return this.#database.all(datasetId === undefined ? query : query.where('dataset_id', '=', datasetId)).map(toSplit);
  }

  /** @throws AppError `not-found` */
  get(id: number): Split {
    const row = this.#database.first(this.#select().where('id', '=', id));
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

  /** Counts one more look at the test part, for every split that it is the test part of. Returns which one it was. */
  countTestOpening(id: number): number {
    const { build } = this.#database;
    this.#database.run(
      build
        .updateTable('split')
        .set((expression) => ({ test_openings: expression('test_openings', '+', 1) }))
        .where('test_group', '=', build.selectFrom('split').select('test_group').where('id', '=', id)),
    );
    return this.get(id).testOpenings;
  }

  remove(id: number): void {
    this.#database.run(this.#database.build.deleteFrom('split').where('id', '=', id));
  }

  #select() {
    const sharers = sql<number>`(SELECT count(*) - 1 FROM split AS sharer WHERE sharer.test_group = split.test_group)`;
    return this.#database.build.selectFrom('split').selectAll().select(sharers.as('test_sharers'));
  }

  /** Whoever lays the same photographs aside as an earlier split begins with its openings. */
  #joinTestGroup(id: number, { datasetId, withinSplitId }: Pick<NewSplit, 'datasetId' | 'withinSplitId'>): void {
    const { build } = this.#database;
    const others = build
      .selectFrom('split')
      .select(['test_group', 'test_openings'])
      .where('dataset_id', '=', datasetId)
      .where('id', '<>', id);
    const sharer = this.#database.first(
      withinSplitId === undefined
        ? others.where(testedBy(sql.ref('split.id')), '=', testedBy(sql.val(id)))
        : others.where('id', '=', withinSplitId),
    );
    const group = sharer ?? { test_group: id, test_openings: 0 };
    this.#database.run(build.updateTable('split').set(group).where('id', '=', id));
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
    testSharers: row.test_sharers,
    createdAt: row.created_at,
  };
}
