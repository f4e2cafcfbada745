import type { Migration } from '../migrate.ts';
import { initialMigration } from './0001-initial.ts';
import { sourcePartsMigration } from './0002-source-parts.ts';
import { resumableJobsMigration } from './0003-resumable-jobs.ts';
import { weightsOriginMigration } from './0004-weights-origin.ts';
import { anyJobKindMigration } from './0005-any-job-kind.ts';
import { ensemblesMigration } from './0006-ensembles-and-views.ts';
import { recallMigration } from './0007-recall.ts';
import { teachersMigration } from './0008-teachers.ts';
import { searchesMigration } from './0009-searches.ts';
import { votesMigration } from './0010-votes.ts';
import { namingMigration } from './0011-naming.ts';
import { testGroupsMigration } from './0012-test-groups.ts';
import { shownModelMigration } from './0013-shown-model.ts';

/** Every step from an empty database to today's schema, oldest first. A step that was released is never edited; a new one is added. */
export const migrations: readonly Migration[] = [
  initialMigration,
  sourcePartsMigration,
  resumableJobsMigration,
  weightsOriginMigration,
  anyJobKindMigration,
  ensemblesMigration,
  recallMigration,
  teachersMigration,
  searchesMigration,
  votesMigration,
  namingMigration,
  testGroupsMigration,
  shownModelMigration,
];
