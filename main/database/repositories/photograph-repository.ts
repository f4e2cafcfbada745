import type { ExpressionBuilder } from 'kysely';
import { Part } from '../../../common/domain/dataset.ts';
import type { Photograph } from '../../../common/domain/dataset.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Database } from '../database.ts';
import { idList } from '../id-list.ts';
import type { Schema } from '../schema.ts';

export type NewPhotograph = Omit<Photograph, 'id' | 'datasetId'> & { readonly contentHash: string };

/** What training and evaluation need of a photograph. */
export interface PhotographSource {
  readonly id: number;
  readonly fileName: string;
  readonly contentHash: string;
  readonly diagnosis: string;
  readonly lesionId: string | null;
  readonly ageYears: number | null;
  readonly sex: string | null;
  readonly site: string | null;
}

/** What a split needs of a photograph. */
export interface PhotographOrigin {
  readonly id: number;
  readonly imageId: string;
  readonly lesionId: string | null;
  readonly contentHash: string;
  readonly diagnosis: string;
  readonly sourcePart: Part | null;
}

/** Rows of one transaction: long enough to be fast, short enough that nobody waits. */
const rowsPerTransaction = 500;

export class PhotographRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(datasetId: number, photographs: readonly NewPhotograph[]): void {
    const insert = this.#database.prepare(
      `INSERT INTO photograph (dataset_id, image_id, file_name, content_hash, width, height, diagnosis, lesion_id, proof, age_years, sex, site, source_part)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (let start = 0; start < photographs.length; start += rowsPerTransaction) {
      this.#database.transaction(() => {
        for (const one of photographs.slice(start, start + rowsPerTransaction)) {
          const { imageId, fileName, contentHash, width, height, diagnosis, lesionId, proof, ageYears, sex, site, sourcePart } = one;
          insert(datasetId, imageId, fileName, contentHash, width, height, diagnosis, lesionId, proof, ageYears, sex, site, sourcePart);
        }
      });
    }
  }

  /** In the order of the ids asked for; those that do not exist are left out. */
  getMany(ids: readonly number[]): Photograph[] {
    const rows = this.#database.all(this.#database.build.selectFrom('photograph').selectAll().where('id', 'in', idList(ids)));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      if (row === undefined) return [];
      const { dataset_id, image_id, file_name, width, height, diagnosis, lesion_id, proof, age_years, sex, site, source_part } = row;
      return [
        {
          id,
          datasetId: dataset_id,
          imageId: image_id,
          fileName: file_name,
          width,
          height,
          diagnosis,
          lesionId: lesion_id,
          proof,
          ageYears: age_years,
          sex,
          site,
          sourcePart: Part.nullable().parse(source_part),
        },
      ];
    });
  }

  /** Where a photograph lies. @throws AppError `not-found` */
  locate(id: number): { datasetId: number; root: string; fileName: string; contentHash: string } {
    const found = this.#database.first(
      this.#database.build
        .selectFrom('photograph')
        .innerJoin('dataset', 'dataset.id', 'photograph.dataset_id')
        .select(['dataset.id as datasetId', 'dataset.root', 'photograph.file_name as fileName', 'photograph.content_hash as contentHash'])
        .where('photograph.id', '=', id),
    );
    if (found === undefined) throw new AppError('not-found', `There is no photograph ${id} in this data folder. It may have been removed.`);
    return found;
  }

  /** Content hash by image id of everything that a dataset has. */
  knownHashes(datasetId: number): Map<string, string> {
    const rows = this.#database.all(
      this.#database.build.selectFrom('photograph').select(['image_id', 'content_hash']).where('dataset_id', '=', datasetId),
    );
    return new Map(rows.map((row) => [row.image_id, row.content_hash]));
  }

  /** Content hashes of every photograph of every dataset. */
  allContentHashes(): Set<string> {
    const rows = this.#database.all(this.#database.build.selectFrom('photograph').select('content_hash').distinct());
    return new Set(rows.map((row) => row.content_hash));
  }

  origins(datasetId: number): PhotographOrigin[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('photograph')
        .select([
          'id',
          'image_id as imageId',
          'lesion_id as lesionId',
          'content_hash as contentHash',
          'diagnosis',
          'source_part as sourcePart',
        ])
        .where('dataset_id', '=', datasetId)
        .orderBy('id'),
    );
    return rows.map((row) => ({ ...row, sourcePart: Part.nullable().parse(row.sourcePart) }));
  }

  /** Photographs of a split with their parts, in the order of their import. */
  originsOfSplit(splitId: number): (PhotographOrigin & { part: Part })[] {
    const rows = this.#database.all(
      this.#database.build
        .selectFrom('split_photograph')
        .innerJoin('photograph', 'photograph.id', 'split_photograph.photograph_id')
        .select([
          'photograph.id as id',
          'image_id as imageId',
          'lesion_id as lesionId',
          'content_hash as contentHash',
          'diagnosis',
          'source_part as sourcePart',
          'part',
        ])
        .where('split_id', '=', splitId)
        .orderBy('photograph.id'),
    );
    return rows.map((row) => ({ ...row, sourcePart: Part.nullable().parse(row.sourcePart), part: Part.parse(row.part) }));
  }

  /** All photographs of a dataset, in the order of their import. */
  sources(datasetId: number): PhotographSource[] {
    return this.#database.all(
      this.#database.build.selectFrom('photograph').select(sourceColumns).where('dataset_id', '=', datasetId).orderBy('id'),
    );
  }

  /** Photographs of one part of a split, in the order of their import. */
  sourcesOfPart(splitId: number, part: string): PhotographSource[] {
    return this.#database.all(
      this.#database.build
        .selectFrom('photograph')
        .innerJoin('split_photograph', 'split_photograph.photograph_id', 'photograph.id')
        .select(sourceColumns)
        .where('split_id', '=', splitId)
        .where('part', '=', part)
        .orderBy('photograph.id'),
    );
  }

  /** Photographs of a lesion, or, where a photograph names no lesion, the one with that image id. */
  idsOfCase(datasetId: number, caseKey: string): number[] {
    const query = this.#database.build
      .selectFrom('photograph')
      .select('id')
      .where('dataset_id', '=', datasetId)
      .where((expression) =>
        expression.or([
          expression('lesion_id', '=', caseKey),
          expression.and([expression('lesion_id', 'is', null), expression('image_id', '=', caseKey)]),
        ]),
      )
      .orderBy('id');
    return this.#database.column(query) as number[];
  }

  /** How many of these bytes are also in a part of one of these splits. */
  countSharedContent(splitIds: readonly number[], part: string, contentHashes: readonly string[]): number {
    // All of the part's, compared here: several times as fast as giving SQLite a list of 100,000.
    const ofPart = new Set(
      this.#database.column(
        this.#database.build
          .selectFrom('split_photograph')
          .innerJoin('photograph', 'photograph.id', 'split_photograph.photograph_id')
          .select('content_hash')
          .where('split_id', 'in', idList(splitIds))
          .where('part', '=', part),
      ),
    );
    return contentHashes.filter((hash) => ofPart.has(hash)).length;
  }
}

const sourceColumns = (expression: ExpressionBuilder<Schema, 'photograph'>) =>
  [
    expression.ref('photograph.id').as('id'),
    expression.ref('photograph.file_name').as('fileName'),
    expression.ref('photograph.content_hash').as('contentHash'),
    expression.ref('photograph.diagnosis').as('diagnosis'),
    expression.ref('photograph.lesion_id').as('lesionId'),
    expression.ref('photograph.age_years').as('ageYears'),
    expression.ref('photograph.sex').as('sex'),
    expression.ref('photograph.site').as('site'),
  ] as const;
