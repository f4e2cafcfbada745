import type { Migration } from '../migrate.ts';

/** Engines are measured by a job. Which kinds there are is checked where rows are read, so that a new one needs no new table; SQLite cannot drop a CHECK. */
export const anyJobKindMigration: Migration = {
  version: 5,
  name: 'any-job-kind',
  sql: `
    CREATE TABLE job_next (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      status TEXT NOT NULL,
      title TEXT NOT NULL,
      dataset_id INTEGER REFERENCES dataset (id) ON DELETE CASCADE,
      run_id INTEGER REFERENCES run (id) ON DELETE CASCADE,
      progress TEXT,
      error TEXT,
      result TEXT,
      created_at TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT,
      input TEXT,
      position REAL NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'job_next', seq FROM sqlite_sequence WHERE name = 'job';
    INSERT INTO job_next
      (id, kind, status, title, dataset_id, run_id, progress, error, result, created_at, started_at, ended_at, input, position)
    SELECT id, kind, status, title, dataset_id, run_id, progress, error, result, created_at, started_at, ended_at, input, position FROM job;
    DROP TABLE job;
    ALTER TABLE job_next RENAME TO job;
    CREATE INDEX job_by_status ON job (status);
    CREATE INDEX job_by_dataset ON job (dataset_id);
    CREATE INDEX job_by_run ON job (run_id);
  `,
};
