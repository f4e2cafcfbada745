import type { Migration } from '../migrate.ts';

/** Two more metrics of an epoch; null for those that were trained before. */
export const recallMigration: Migration = {
  version: 7,
  name: 'recall',
  sql: `
    ALTER TABLE epoch ADD COLUMN validation_recall_at_half REAL;
    ALTER TABLE epoch ADD COLUMN validation_malignant_recall REAL;
  `,
};
