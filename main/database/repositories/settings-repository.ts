import { Settings } from '../../../common/domain/system.ts';
import type { SettingsChange } from '../../../common/domain/system.ts';
import type { Database } from '../database.ts';
import { toJson } from '../json-column.ts';

/** The interface's preferences, one row a key. */
export class SettingsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  read(): Settings {
    const rows = this.#database.all(this.#database.build.selectFrom('setting').selectAll());
    return Settings.parse(Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown])));
  }

  change(changes: SettingsChange): Settings {
    const put = this.#database.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.#database.transaction(() => {
      for (const [key, value] of Object.entries(changes)) {
        if (value !== undefined) put(key, toJson(value));
      }
    });
    return this.read();
  }
}
