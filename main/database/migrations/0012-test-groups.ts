import type { Migration } from '../migrate.ts';

/**
 * Splits that lay the same photographs aside for testing have their openings in common: folds of one cross-validation, and folds within a split with that split, whose validation and test parts are
 * theirs. What was counted for each is added up. `test_group` is the id of the first of them, which may be gone.
 */
export const testGroupsMigration: Migration = {
  version: 12,
  name: 'test-groups',
  sql: `
    ALTER TABLE split ADD COLUMN test_group INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE laid_aside AS
      SELECT id, dataset_id,
        (SELECT group_concat(photograph_id) FROM (
          SELECT photograph_id FROM split_photograph WHERE split_id = split.id AND part = 'test' ORDER BY photograph_id)) AS tested,
        (SELECT group_concat(photograph_id) FROM (
          SELECT photograph_id FROM split_photograph WHERE split_id = split.id AND part <> 'train' ORDER BY photograph_id)) AS held
      FROM split;
    CREATE TABLE founded AS
      SELECT id, coalesce(
        (SELECT min(other.id) FROM laid_aside AS other WHERE other.dataset_id = own.dataset_id AND other.tested = own.tested), id
      ) AS founder
      FROM laid_aside AS own;
    UPDATE split SET test_group = coalesce(
      (SELECT founder FROM laid_aside AS own
        JOIN laid_aside AS parent ON parent.dataset_id = own.dataset_id AND parent.held = own.tested AND parent.id < own.id
        JOIN founded ON founded.id = parent.id
        WHERE own.id = split.id AND parent.tested IS NOT NULL ORDER BY parent.id LIMIT 1),
      (SELECT founder FROM founded WHERE founded.id = split.id)
    );
    CREATE TABLE opened AS SELECT test_group, sum(test_openings) AS times FROM split GROUP BY test_group;
    UPDATE split SET test_openings = (SELECT times FROM opened WHERE opened.test_group = split.test_group);

    DROP TABLE laid_aside;
    DROP TABLE founded;
    DROP TABLE opened;
    CREATE INDEX split_by_test_group ON split (test_group);
  `,
};
