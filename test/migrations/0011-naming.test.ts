import { join } from 'node:path';
import { expect, test } from 'vitest';
import SqliteDatabase from 'better-sqlite3';
import { EvaluationDetails } from '../../common/domain/run.ts';
import { migrate } from '../../main/database/migrate.ts';
import { migrations } from '../../main/database/migrations/all.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('old runs and predictions are named by the network, and what naming the most probable diagnosis gave is kept to the last digit', async () => {
  const file = join(await temporaryFolder(), 'nevus.sqlite');
  const sqlite = new SqliteDatabase(file);
  migrate(sqlite, file, migrations.slice(0, 10));
  const metrics = { accuracy: 0.8490000000000001, balancedAccuracy: 1 / 3, perClass: [] };
  const byProbability = { accuracy: 0.1 + 0.2, balancedAccuracy: 0.5770000000000001 };
  const insert = `INSERT INTO evaluation (id, run_id, dataset_id, part, metrics, unknown_labels, training_overlap, created_at, details) VALUES (?, 1, 1, 'test', ?, '[]', 0, '', ?)`;
  sqlite.exec(`
    INSERT INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'HAM', 'ham10000', '/x', 'ready', 1, '');
    INSERT INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 's', 1, '[]', '');
    INSERT INTO run (id, name, recipe_id, dataset_id, split_id, status, options, classes, created_at) VALUES (1, 'r', 'x', 1, 1, 'succeeded', '{}', '[]', '');
    INSERT INTO photograph (id, dataset_id, image_id, file_name, content_hash, width, height, diagnosis) VALUES (1, 1, 'a', 'a.jpg', 'h', 8, 8, 'nv');
    INSERT INTO prediction (run_id, photograph_id, predicted, probabilities) VALUES (1, 1, 'nv', x'0102');
  `);
  sqlite.prepare(insert).run(1, JSON.stringify(metrics), JSON.stringify({ byLesion: null, byProbability }));
  sqlite.prepare(insert).run(2, JSON.stringify(metrics), JSON.stringify({ byLesion: null, byProbability: null }));
  sqlite.prepare(insert).run(3, JSON.stringify(metrics), null);
  migrate(sqlite, file, migrations.slice(0, 11));
  expect(sqlite.prepare('SELECT naming, naming_openings FROM run').get()).toEqual({ naming: 'network', naming_openings: 0 });
  expect(sqlite.prepare('SELECT predicted, naming FROM prediction').get()).toEqual({ predicted: 'nv', naming: 'network' });
  const [first, second, third] = sqlite.prepare('SELECT details FROM evaluation ORDER BY id').pluck().all() as (string | null)[];
  const { byRule, naming, namingOpenings } = EvaluationDetails.parse(JSON.parse(first!));
  expect({ naming, namingOpenings }).toEqual({ naming: 'network', namingOpenings: 0 });
  expect(byRule).toEqual({
    network: { accuracy: metrics.accuracy, balancedAccuracy: metrics.balancedAccuracy },
    balanced: null,
    probable: byProbability,
  });
  expect(EvaluationDetails.parse(JSON.parse(second!)).byRule).toBeNull();
  expect(third).toBeNull();
  sqlite.close();
});
