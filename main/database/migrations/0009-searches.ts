import type { Migration } from '../migrate.ts';

/** Searches of hyper-parameters. A trial keeps its values and its curve when the run that it was is removed: later proposals rest on them. */
export const searchesMigration: Migration = {
  version: 9,
  name: 'searches',
  sql: `
    CREATE TABLE search (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      recipe_id TEXT NOT NULL,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      split_id INTEGER NOT NULL REFERENCES split (id) ON DELETE CASCADE,
      plan TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX search_by_dataset ON search (dataset_id);
    CREATE INDEX search_by_split ON search (split_id);

    CREATE TABLE search_trial (
      search_id INTEGER NOT NULL REFERENCES search (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      status TEXT NOT NULL,
      run_id INTEGER REFERENCES run (id) ON DELETE SET NULL,
      rung INTEGER NOT NULL DEFAULT 0,
      option_values TEXT NOT NULL,
      curve TEXT NOT NULL DEFAULT '[]',
      value REAL,
      best_epoch INTEGER,
      reason TEXT,
      trained_ms REAL NOT NULL DEFAULT 0,
      PRIMARY KEY (search_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX search_trial_by_run ON search_trial (run_id);

    ALTER TABLE job ADD COLUMN search_id INTEGER REFERENCES search (id) ON DELETE CASCADE;
    CREATE INDEX job_by_search ON job (search_id);
  `,
};
