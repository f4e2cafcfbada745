import type { Run } from './run.ts';

/** The newest single training that a recipe brought to its end: how long that took tells more than what was measured elsewhere. Null where there is none. */
export function timedRun(recipeId: string, runs: readonly Run[]): Run | null {
  const trained = runs.filter((run) => run.recipeId === recipeId && run.status === 'succeeded' && run.members === null);
  return trained.reduce<Run | null>((newest, run) => (newest === null || run.id > newest.id ? run : newest), null);
}
