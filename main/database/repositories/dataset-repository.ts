import { sql } from 'kysely';
import { DatasetLayout } from '../../../common/domain/dataset.ts';
import type { Dataset, ImportIssue } from '../../../common/domain/dataset.ts';
import { IssueKind } from '../../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { nowText } from '../now.ts';

export interface NewDataset {
  readonly name: string;
  readonly layout: DatasetLayout;
  readonly root: string;
  readonly hasLesionIds: boolean;
}

interface DatasetRow {
  readonly id: number;
  readonly name: string;
  readonly layout: string;
  readonly status: string;
  readonly has_lesion_ids: number;
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
    this.#change(id, { status: 'ready' });
  }

  /** With its photographs, splits, runs and everything that hangs on them. */
  remove(id: number): void {
    this.#database.run(this.#database.build.deleteFrom('dataset').where('id', '=', id));
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

  #change(id: number, values: { name?: string; status?: string }): void {
    this.#database.run(this.#database.build.updateTable('dataset').set(values).where('id', '=', id));
  }

  #row(id: number): DatasetRow & { root: string } {
    const row = this.#database.first(this.#database.build.selectFrom('dataset').selectAll().where('id', '=', id));
    if (row === undefined)
      throw new AppError('not-found', `There is no dataset ${id} in this data folder. It may have been removed.`, { datasetId: id });
    return row;
  }

  #toDataset(row: DatasetRow): Dataset {
    const { build } = this.#database;
    const photographs = build.selectFrom('photograph').where('dataset_id', '=', row.id);
    const counts = this.#database.all(
      photographs.select(['diagnosis', (expression) => expression.fn.countAll<number>().as('count')]).groupBy('diagnosis'),
    );
    const lesions = this.#database.first(
      photographs.select((expression) => expression.fn.count<number>('lesion_id').distinct().as('count')),
    );
    const rejected = this.#database.first(
      build
        .selectFrom('rejection')
        .where('dataset_id', '=', row.id)
        .select((expression) => expression.fn.countAll<number>().as('count')),
    );
    const countByLabel = new Map(counts.map(({ diagnosis, count }) => [diagnosis, count]));
    return {
      id: row.id,
      name: row.name,
      layout: DatasetLayout.parse(row.layout),
      status: row.status === 'ready' ? 'ready' : 'importing',
      hasLesionIds: row.has_lesion_ids === 1,
      photographCount: counts.reduce((sum, { count }) => sum + count, 0),
      lesionCount: lesions?.count ?? 0,
      rejectedCount: rejected?.count ?? 0,
      classCounts: orderDiagnoses(countByLabel.keys()).map((label) => ({ label, count: countByLabel.get(label) ?? 0 })),
      createdAt: row.created_at,
    };
  }
}
