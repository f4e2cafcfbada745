import { sql } from 'kysely';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { PhotographFilter } from '../../../common/contract/dataset-calls.ts';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';

export interface FacetRow {
  readonly diagnosis: string;
  readonly part: string | null;
  readonly proof: string | null;
  readonly site: string | null;
  readonly sex: string | null;
  /** 30 for 30 to 39 years. */
  readonly decade: number | null;
  readonly count: number;
}

type Builder = ExpressionBuilder<Schema, 'photograph'>;

/** Finds photographs by what a window filters for. */
export class PhotographSearch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  findIds(filter: PhotographFilter): number[] {
    const conditions = (builder: Builder) => builder.and([...this.#conditions(builder, filter), ...this.#facetConditions(builder, filter)]);
    const query = this.#database.build.selectFrom('photograph').select('id').where(conditions);
    const sorted = {
      imported: query.orderBy('id'),
      imageId: query.orderBy('image_id').orderBy('id'),
      diagnosis: query.orderBy('diagnosis').orderBy('id'),
      age: query.orderBy('age_years', (order) => order.asc().nullsLast()).orderBy('id'),
    }[filter.sort];
    return this.#database.column(sorted) as number[];
  }

  /** Id of the photograph that was imported last; 0 where there is none. */
  lastId(datasetId: number): number {
    const query = this.#database.build.selectFrom('photograph').select((builder) => builder.fn.max('id').as('last'));
    return this.#database.first(query.where('dataset_id', '=', datasetId))?.last ?? 0;
  }

  /** Counts of every combination of facet values, without the filter's own restriction of those values. */
  countCombinations(filter: PhotographFilter): FacetRow[] {
    const conditions = (builder: Builder) => builder.and(this.#conditions(builder, filter));
    const decade = sql<number | null>`CAST(age_years / 10 AS INTEGER) * 10`;
    const part = sql<
      string | null
    >`(SELECT part FROM split_photograph WHERE split_id = ${filter.splitId} AND photograph_id = photograph.id)`;
    const query = this.#database.build
      .selectFrom('photograph')
      .select(['diagnosis', 'proof', 'site', 'sex', decade.as('decade'), (filter.splitId === null ? sql<null>`NULL` : part).as('part')])
      .select((builder) => builder.fn.countAll<number>().as('count'))
      .where(conditions)
      .groupBy(['diagnosis', 'proof', 'site', 'sex', 'decade', 'part']);
    return this.#database.all(query);
  }

  #facetConditions(builder: Builder, filter: PhotographFilter): Expression<SqlBool>[] {
    const conditions: Expression<SqlBool>[] = [];
    if (filter.diagnoses.length > 0) conditions.push(builder('diagnosis', 'in', filter.diagnoses));
    if (filter.splitId !== null && filter.parts.length > 0) {
      conditions.push(
        builder.exists(
          builder
            .selectFrom('split_photograph')
            .select('photograph_id')
            .where('split_id', '=', filter.splitId)
            .whereRef('photograph_id', '=', 'photograph.id')
            .where('part', 'in', filter.parts as string[]),
        ),
      );
    }
    const decade = sql<string>`coalesce(CAST(CAST(age_years / 10 AS INTEGER) * 10 AS TEXT), '')`;
    if (filter.proofs.length > 0) conditions.push(builder(sql<string>`coalesce(proof, '')`, 'in', filter.proofs));
    if (filter.sites.length > 0) conditions.push(builder(sql<string>`coalesce(site, '')`, 'in', filter.sites));
    if (filter.sexes.length > 0) conditions.push(builder(sql<string>`coalesce(sex, '')`, 'in', filter.sexes));
    if (filter.ageDecades.length > 0) conditions.push(builder(decade, 'in', filter.ageDecades));
    return conditions;
  }

  #conditions(builder: Builder, filter: PhotographFilter): Expression<SqlBool>[] {
    const conditions: Expression<SqlBool>[] = [builder('dataset_id', '=', filter.datasetId)];
    if (filter.lesionId !== null) conditions.push(builder('lesion_id', '=', filter.lesionId));
    if (filter.search !== '') {
      const pattern = `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
      conditions.push(sql<SqlBool>`(image_id LIKE ${pattern} ESCAPE '\\' OR lesion_id LIKE ${pattern} ESCAPE '\\')`);
    }
    if (filter.cell !== null) conditions.push(this.#isInCell(filter.cell));
    return conditions;
  }

  /** In the evaluation's part, of that diagnosis, and predicted so by its run. */
  #isInCell(cell: NonNullable<PhotographFilter['cell']>): Expression<SqlBool> {
    return sql<SqlBool>`diagnosis = ${cell.actual} AND EXISTS (
      SELECT 1 FROM evaluation
      JOIN run ON run.id = evaluation.run_id
      JOIN prediction ON prediction.run_id = evaluation.run_id AND prediction.photograph_id = photograph.id
      WHERE evaluation.id = ${cell.evaluationId} AND evaluation.dataset_id = photograph.dataset_id AND prediction.predicted = ${cell.predicted}
        AND (evaluation.part IS NULL OR EXISTS (
          SELECT 1 FROM split_photograph
          WHERE split_id = run.split_id AND photograph_id = photograph.id AND split_photograph.part = evaluation.part)))`;
  }
}
