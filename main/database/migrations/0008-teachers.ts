import type { Migration } from '../migrate.ts';

/** Whom a run learned from (JSON): another run, its name, and what of the run's photographs it had seen. */
export const teachersMigration: Migration = {
  version: 8,
  name: 'teachers',
  sql: 'ALTER TABLE run ADD COLUMN teacher TEXT;',
};
