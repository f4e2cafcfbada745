import { z } from 'zod';
import { Search, SearchConfig, SearchTrial } from '../domain/search.ts';
import { defineCall, defineEvent } from './define.ts';

const SearchId = z.object({ searchId: z.int().positive() });

/** Searches for good training options. They are paused, resumed and cancelled as jobs: `jobs.pause` with the search's `jobId`. */
export const searchCalls = [
  /** Refused like `runs.start`, and with `invalid-input` where the space has what no training takes (`spaceIssues` in `common/search` tells beforehand). */
  defineCall('searches.start', { input: SearchConfig, output: z.object({ searchId: z.int(), jobId: z.int() }) }),
  /** Newest first. */
  defineCall('searches.list', {
    input: z.object({ datasetId: z.int().positive().optional() }),
    output: z.object({ searches: z.array(Search) }),
  }),
  /** With its trials in the order in which they began. */
  defineCall('searches.get', { input: SearchId, output: z.object({ search: Search, trials: z.array(SearchTrial) }) }),
  /** With it the runs of its trials, but for those that were given names of their own. */
  defineCall('searches.rename', { input: SearchId.extend({ name: z.string().trim().min(1).max(120) }), output: Search }),
  /** Its trainings stay as ordinary runs, unless they are to be removed as well. Refused (`conflict`) while it goes on. */
  defineCall('searches.remove', { input: SearchId.extend({ removesRuns: z.boolean().default(false) }), output: z.object({}) }),
  /** All trials as CSV text, ready to be saved. */
  defineCall('searches.export', {
    input: SearchId,
    output: z.object({ fileName: z.string(), csv: z.string(), trialCount: z.int() }),
  }),
] as const;

export const searchEvents = [
  /** Something changed: the search itself, and the trial where it was in one (begun, an epoch more, ended). */
  defineEvent('searches.changed', z.object({ search: Search, trial: SearchTrial.nullable() })),
  defineEvent('searches.removed', z.object({ searchId: z.int() })),
] as const;
