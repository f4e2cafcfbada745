import type { Migration } from '../migrate.ts';

/** Ids are never used twice (AUTOINCREMENT): windows and browsers keep images and pages by id. Times are UTC ISO text. */
export const initialMigration: Migration = {
  version: 1,
  name: 'initial',
  sql: `
    CREATE TABLE dataset (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      layout TEXT NOT NULL,
      root TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('importing', 'ready')),
      has_lesion_ids INTEGER NOT NULL CHECK (has_lesion_ids IN (0, 1)),
      counts TEXT,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE photograph (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      image_id TEXT NOT NULL,
      file_name TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      diagnosis TEXT NOT NULL,
      lesion_id TEXT,
      proof TEXT,
      age_years REAL,
      sex TEXT,
      site TEXT,
      UNIQUE (dataset_id, image_id)
    ) STRICT;
    CREATE INDEX photograph_by_import ON photograph (dataset_id);
    CREATE INDEX photograph_by_age ON photograph (dataset_id, age_years);
    CREATE INDEX photograph_by_diagnosis ON photograph (dataset_id, diagnosis);
    CREATE INDEX photograph_by_lesion ON photograph (dataset_id, lesion_id);

    CREATE TABLE rejection (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      image_id TEXT,
      file_name TEXT,
      line INTEGER,
      message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rejection_by_dataset ON rejection (dataset_id);

    CREATE TABLE split (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      seed INTEGER NOT NULL,
      class_counts TEXT NOT NULL,
      test_openings INTEGER NOT NULL DEFAULT 0,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX split_by_dataset ON split (dataset_id);

    CREATE TABLE split_photograph (
      split_id INTEGER NOT NULL REFERENCES split (id) ON DELETE CASCADE,
      photograph_id INTEGER NOT NULL REFERENCES photograph (id) ON DELETE CASCADE,
      part TEXT NOT NULL CHECK (part IN ('train', 'validation', 'test')),
      PRIMARY KEY (split_id, photograph_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX split_photograph_by_photograph ON split_photograph (photograph_id);

    CREATE TABLE job (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (kind IN ('inspect', 'import', 'train', 'evaluate')),
      status TEXT NOT NULL,
      title TEXT NOT NULL,
      dataset_id INTEGER REFERENCES dataset (id) ON DELETE CASCADE,
      run_id INTEGER REFERENCES run (id) ON DELETE CASCADE,
      progress TEXT,
      error TEXT,
      result TEXT,
      created_at TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT
    ) STRICT;
    CREATE INDEX job_by_status ON job (status);
    CREATE INDEX job_by_dataset ON job (dataset_id);
    CREATE INDEX job_by_run ON job (run_id);

    CREATE TABLE import_report (
      job_id INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
      report TEXT NOT NULL
    ) STRICT;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      recipe_id TEXT NOT NULL,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      split_id INTEGER NOT NULL REFERENCES split (id) ON DELETE CASCADE,
      status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
      options TEXT NOT NULL,
      classes TEXT NOT NULL,
      engine TEXT,
      weight_count INTEGER,
      best_epoch INTEGER,
      error TEXT,
      created_at TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT
    ) STRICT;
    CREATE INDEX run_by_dataset ON run (dataset_id);
    CREATE INDEX run_by_split ON run (split_id);

    CREATE TABLE epoch (
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      train_loss REAL NOT NULL,
      train_accuracy REAL NOT NULL,
      validation_loss REAL NOT NULL,
      validation_accuracy REAL NOT NULL,
      validation_balanced_accuracy REAL NOT NULL,
      validation_recall TEXT NOT NULL,
      learning_rate REAL NOT NULL,
      images_per_second REAL NOT NULL,
      wait_share REAL NOT NULL,
      duration_ms REAL NOT NULL,
      confusion TEXT NOT NULL,
      PRIMARY KEY (run_id, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE prediction (
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      photograph_id INTEGER NOT NULL REFERENCES photograph (id) ON DELETE CASCADE,
      predicted TEXT NOT NULL,
      probabilities BLOB NOT NULL,
      PRIMARY KEY (run_id, photograph_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX prediction_by_photograph ON prediction (photograph_id);

    CREATE TABLE evaluation (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
      part TEXT CHECK (part IN ('train', 'validation', 'test')),
      metrics TEXT NOT NULL,
      unknown_labels TEXT NOT NULL,
      training_overlap INTEGER NOT NULL,
      test_opening INTEGER,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX evaluation_by_run ON evaluation (run_id);
    CREATE INDEX evaluation_by_dataset ON evaluation (dataset_id);

    CREATE TABLE reading (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      case_key TEXT NOT NULL,
      reader_name TEXT NOT NULL DEFAULT '',
      own_diagnosis TEXT,
      confidence INTEGER CHECK (confidence BETWEEN 1 AND 3),
      locked_at TEXT,
      final_diagnosis TEXT,
      reason TEXT NOT NULL DEFAULT '',
      note TEXT NOT NULL DEFAULT '',
      signed_at TEXT,
      deferred_at TEXT,
      reopened_count INTEGER NOT NULL DEFAULT 0,
      UNIQUE (run_id, case_key),
      CHECK ((own_diagnosis IS NULL) = (locked_at IS NULL) AND (confidence IS NULL) = (locked_at IS NULL)),
      CHECK (signed_at IS NULL OR (locked_at IS NOT NULL AND final_diagnosis IS NOT NULL))
    ) STRICT;

    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE weights (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      architecture TEXT NOT NULL,
      alpha REAL,
      name TEXT NOT NULL,
      weight_count INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      has_top INTEGER NOT NULL CHECK (has_top IN (0, 1)),
      sha256 TEXT NOT NULL UNIQUE,
      imported_at TEXT NOT NULL
    ) STRICT;
  `,
};
