import type { Migration } from '../migrate.ts';
import { initialMigration } from './0001-initial.ts';

/** Every step from an empty database to today's schema, oldest first. A step that was released is never edited; a new one is added. */
export const migrations: readonly Migration[] = [initialMigration];
