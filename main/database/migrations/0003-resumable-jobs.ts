import type { Migration } from '../migrate.ts';

/**
 * Jobs hold what is needed to do them again and their place in the queue; runs can be paused and know how long they trained; their log is kept. SQLite
 * cannot change a CHECK, so the table of runs is made anew. Jobs of before that wait cannot be done again: they are interrupted, as they always were.
 */
export const resumableJobsMigration: Migration = {
  version: 3,
  name: 'resumable-jobs',
  sql: `
    UPDATE job SET status = 'interrupted', ended_at = coalesce(ended_at, started_at, created_at)
    WHERE status IN ('queued', 'running', 'pausing', 'cancelling');
    ALTER TABLE job ADD COLUMN input TEXT;
    ALTER TABLE job ADD COLUMN position REAL NOT NULL DEFAULT 0;

    CREATE TABLE run_next (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      recipe_id TEXT NOT NULL,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      split_id INTEGER NOT NULL REFERENCES split (id) ON DELETE CASCADE,
      status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled', 'interrupted')),
      options TEXT NOT NULL,
      classes TEXT NOT NULL,
      engine TEXT,
      weight_count INTEGER,
      best_epoch INTEGER,
      error TEXT,
      created_at TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT,
      trained_ms REAL NOT NULL DEFAULT 0,
      stretch_started_at TEXT
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'run_next', seq FROM sqlite_sequence WHERE name = 'run';
    INSERT INTO run_next
      (id, name, recipe_id, dataset_id, split_id, status, options, classes, engine, weight_count, best_epoch, error, created_at, started_at, ended_at,
       trained_ms)
    SELECT id, name, recipe_id, dataset_id, split_id, CASE WHEN status IN ('queued', 'running') THEN 'interrupted' ELSE status END, options, classes, engine,
      weight_count, best_epoch, error, created_at, started_at, ended_at,
      coalesce(max(0, (julianday(ended_at) - julianday(started_at)) * 86400000), 0)
    FROM run;
    DROP TABLE run;
    ALTER TABLE run_next RENAME TO run;
    CREATE INDEX run_by_dataset ON run (dataset_id);
    CREATE INDEX run_by_split ON run (split_id);

    CREATE TABLE run_log (
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      line INTEGER NOT NULL,
      at TEXT NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY (run_id, line)
    ) STRICT, WITHOUT ROWID;
  `,
};
