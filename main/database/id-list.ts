import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** `(SELECT value FROM json_each(?))`: a list of any length as one parameter, so that the statement stays the same. */
export function idList(ids: readonly number[]): RawBuilder<number> {
  return sql<number>`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
}
