import type { Migration } from '../migrate.ts';

/** Weights of any format, with where they came from and under which terms. Until now all were TensorFlow.js layers models. */
export const weightsOriginMigration: Migration = {
  version: 4,
  name: 'weights-origin',
  sql: `
    ALTER TABLE weights ADD COLUMN format TEXT NOT NULL DEFAULT 'tensorflowjs-layers';
    ALTER TABLE weights ADD COLUMN source TEXT NOT NULL DEFAULT '';
    ALTER TABLE weights ADD COLUMN licence TEXT;
    ALTER TABLE weights ADD COLUMN published_file TEXT;
    UPDATE weights SET source = 'Imported from ' || name;
  `,
};
