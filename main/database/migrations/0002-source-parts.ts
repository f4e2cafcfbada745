import type { Migration } from '../migrate.ts';

/** Parts that a dataset's publisher laid its photographs in, and what a split keeps together: lesions, or photographs where no lesion is known. */
export const sourcePartsMigration: Migration = {
  version: 2,
  name: 'source-parts',
  sql: `
    ALTER TABLE photograph ADD COLUMN source_part TEXT CHECK (source_part IN ('train', 'validation', 'test'));
    ALTER TABLE split ADD COLUMN grouping TEXT NOT NULL DEFAULT 'lesion' CHECK (grouping IN ('lesion', 'photograph'));
  `,
};
