import { sql } from 'kysely';
import { DatasetLayout } from '../../../common/domain/dataset.ts';
import { Dataset, IssueKind } from '../../../common/domain/dataset.ts';
import type { ImportIssue } from '../../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { fromNullableJson, toJson } from '../json-column.ts';
import { nowText } from '../now.ts';

export interface NewDataset {
  readonly name: string;
  readonly layout: DatasetLayout;
  readonly root: string;
  readonly hasLesionIds: boolean;
}

const Counts = Dataset.pick({ photographCount: true, lesionCount: true, rejectedCount: true, classCounts: true });
type Counts = Pick<Dataset, 'photographCount' | 'lesionCount' | 'rejectedCount' | 'classCounts'>;

interface DatasetRow {
  readonly id: number;
  readonly name: string;
  readonly layout: string;
  readonly status: string;
  readonly has_lesion_ids: number;
  readonly counts: string | null;
  readonly created_at: string;
}

/** Datasets with their rejected photographs. Photographs have a repository of their own. */
export class DatasetRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(dataset: NewDataset): Dataset {
    const { build } = this.#database;
    const { insertedId } = this.#database.run(
      build.insertInto('dataset').values({
        name: dataset.name,
        layout: dataset.layout,
        root: dataset.root,
        status: 'importing',
        has_lesion_ids: dataset.hasLesionIds ? 1 : 0,
        created_at: nowText(),
      }),
    );
    return this.get(insertedId);
  }

  list(): Dataset[] {
    return this.#database.all(this.#database.build.selectFrom('dataset').selectAll().orderBy('id')).map((row) => this.#toDataset(row));
  }

  /** @throws AppError `not-found` */
  get(id: number): Dataset {
    return this.#toDataset(this.#row(id));
  }

  /** Absolute path of the imported folder. Never leaves the host. */
  root(id: number): string {
    return this.#row(id).root;
  }

  isNameTaken(name: string): boolean {
    const { build } = this.#database;
    return (
      this.#database.first(
        build
          .selectFrom('dataset')
          .select('id')
          .where(sql<string>`lower(name)`, '=', name.toLowerCase()),
      ) !== undefined
    );
  }

  rename(id: number, name: string): void {
    this.#change(id, { name });
  }

  markReady(id: number): void {
    this.#change(id, { status: 'ready', counts: toJson(this.#count(id)) });
  }

  /** Makes it an unfinished one, with no splits and runs: what it is from the first moment of its removal on. */
  beginRemoval(id: number): void {
    const { build } = this.#database;
    this.#database.transaction(() => {
      this.#change(id, { status: 'importing', counts: null });
      this.#database.run(build.deleteFrom('run').where('dataset_id', '=', id));
      this.#database.run(build.deleteFrom('split').where('dataset_id', '=', id));
    });
  }

  /** Removes some of its photographs, or, when none are left, the dataset itself. True when it is gone. */
  removeSome(id: number, photographCount: number): boolean {
    const { build } = this.#database;
    const some = build.selectFrom('photograph').select('id').where('dataset_id', '=', id).limit(photographCount);
    const { changes } = this.#database.run(build.deleteFrom('photograph').where('id', 'in', some));
    if (changes > 0) return false;
    this.#database.run(build.deleteFrom('dataset').where('id', '=', id));
    return true;
  }

  rejections(id: number): ImportIssue[] {
    const rows = this.#database.all(this.#database.build.selectFrom('rejection').selectAll().where('dataset_id', '=', id).orderBy('id'));
    return rows.map((row) => ({
      kind: IssueKind.parse(row.kind),
      severity: 'reject',
      imageId: row.image_id,
      fileName: row.file_name,
      line: row.line,
      message: row.message,
    }));
  }

  replaceRejections(id: number, issues: readonly ImportIssue[]): void {
    const { build } = this.#database;
    const insert = this.#database.prepare(
      'INSERT INTO rejection (dataset_id, kind, image_id, file_name, line, message) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#database.transaction(() => {
      this.#database.run(build.deleteFrom('rejection').where('dataset_id', '=', id));
      for (const issue of issues) {
        if (issue.severity === 'reject') insert(id, issue.kind, issue.imageId, issue.fileName, issue.line, issue.message);
      }
    });
  }

  #change(id: number, values: { name?: string; status?: string; counts?: string | null }): void {
    this.#database.run(this.#database.build.updateTable('dataset').set(values).where('id', '=', id));
  }

  #row(id: number): DatasetRow & { root: string } {
    const row = this.#database.first(this.#database.build.selectFrom('dataset').selectAll().where('id', '=', id));
    if (row === undefined)
      throw new AppError('not-found', `There is no dataset ${id} in this data folder. It may have been removed.`, { datasetId: id });
    return row;
  }

  #toDataset(row: DatasetRow): Dataset {
    return {
      id: row.id,
      name: row.name,
      layout: DatasetLayout.parse(row.layout),
      status: row.status === 'ready' ? 'ready' : 'importing',
      hasLesionIds: row.has_lesion_ids === 1,
      ...(fromNullableJson(Counts, row.counts) ?? this.#count(row.id)),
      createdAt: row.created_at,
    };
  }

  #count(id: number): Counts {
    const { build } = this.#database;
    const photographs = build.selectFrom('photograph').where('dataset_id', '=', id);
    const counts = this.#database.all(
      photographs.select(['diagnosis', (builder) => builder.fn.countAll<number>().as('count')]).groupBy('diagnosis'),
    );
    const lesions = build.selectFrom(photographs.select('lesion_id').distinct().where('lesion_id', 'is not', null).as('lesion'));
    const lesionCount = this.#database.first(lesions.select((builder) => builder.fn.countAll<number>().as('count')));
    const rejected = build.selectFrom('rejection').where('dataset_id', '=', id);
    const rejectedCount = this.#database.first(rejected.select((builder) => builder.fn.countAll<number>().as('count')));
    const countByLabel = new Map(counts.map(({ diagnosis, count }) => [diagnosis, count]));
    return {
      photographCount: counts.reduce((sum, { count }) => sum + count, 0),
      lesionCount: lesionCount?.count ?? 0,
      rejectedCount: rejectedCount?.count ?? 0,
      classCounts: orderDiagnoses(countByLabel.keys()).map((label) => ({ label, count: countByLabel.get(label) ?? 0 })),
    };
  }
}
