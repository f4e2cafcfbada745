import type { Migration } from '../migrate.ts';

/** By what a prediction's diagnosis was named: 64-bit floats, as its probabilities are. Null: by the probabilities themselves, which earlier versions did. */
export const votesMigration: Migration = {
  version: 10,
  name: 'votes',
  sql: 'ALTER TABLE prediction ADD COLUMN votes BLOB;',
};
