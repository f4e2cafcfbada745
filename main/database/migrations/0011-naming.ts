import type { Migration } from '../migrate.ts';

/**
 * By which rule a run names diagnoses, and had named each prediction. `naming_openings`: how often its test part had been opened when the rule was chosen anew. What an evaluation told of the most probable diagnosis
 * becomes part of its figures by each rule; its numbers are kept to the last digit.
 */
export const namingMigration: Migration = {
  version: 11,
  name: 'naming',
  sql: `
    ALTER TABLE run ADD COLUMN naming TEXT NOT NULL DEFAULT 'network';
    ALTER TABLE run ADD COLUMN naming_openings INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE prediction ADD COLUMN naming TEXT NOT NULL DEFAULT 'network';
    UPDATE evaluation SET details = json_set(
      json_remove(details, '$.byProbability'),
      '$.byRule',
      json_object(
        'network', json_object('accuracy', json(metrics -> '$.accuracy'), 'balancedAccuracy', json(metrics -> '$.balancedAccuracy')),
        'balanced', NULL,
        'probable', json(details -> '$.byProbability')
      )
    )
    WHERE json_type(details, '$.byProbability') = 'object';
  `,
};
