import type { Migration } from '../migrate.ts';

/** Runs that are several others together, evaluations over several views, and what else an evaluation tells (JSON). */
export const ensemblesMigration: Migration = {
  version: 6,
  name: 'ensembles-and-views',
  sql: `
    ALTER TABLE run ADD COLUMN members TEXT;
    ALTER TABLE evaluation ADD COLUMN views INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE evaluation ADD COLUMN details TEXT;
  `,
};
