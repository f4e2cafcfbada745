import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Database } from '../../main/database/database.ts';
import type { DatabaseOptions } from '../../main/database/database.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real database in a temporary folder, closed when the running test ends. */
export async function temporaryDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const database = new Database(join(await temporaryFolder(), 'nevus.sqlite'), options);
  onTestFinished(() => database.close());
  return database;
}
