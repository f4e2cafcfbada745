import type { Migration } from '../migrate.ts';

/** What the model answered when a reading was locked, as JSON; NULL for readings that are older than this column. */
export const shownModelMigration: Migration = {
  version: 13,
  name: 'shown-model',
  sql: `
    ALTER TABLE reading ADD COLUMN shown_model TEXT;
  `,
};
