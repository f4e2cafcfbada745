import { z } from 'zod';
import { ErrorShape, JobStatus } from './job.ts';
import { MonitoredMetric, TrainingOptions } from './training-config.ts';

/** Where a training option stands among the others: `learningRate`, `model.dropout`, `augmentation.mixup`. */
const OptionPath = z
  .string()
  .max(100)
  .regex(/^[a-zA-Z]+(\.[a-zA-Z]+)*$/, 'It must be the name of a training option, such as learningRate or model.dropout');

/** One option that a search varies, and over what: `from` and `to` belong to it. Numbers are drawn to four significant digits. */
export const SearchDimension = z.discriminatedUnion('kind', [
  /** Every order of magnitude is as likely as every other. */
  z.object({ kind: z.literal('log'), path: OptionPath, from: z.number().positive(), to: z.number().positive() }),
  z.object({ kind: z.literal('linear'), path: OptionPath, from: z.number(), to: z.number() }),
  z.object({ kind: z.literal('integer'), path: OptionPath, from: z.int(), to: z.int() }),
  /** One of these, each as likely; whatever the option takes: numbers, names, lists, null. */
  z.object({ kind: z.literal('choice'), path: OptionPath, values: z.array(z.json()).min(2).max(50) }),
]);
export type SearchDimension = z.infer<typeof SearchDimension>;

export const SearchSpace = z.array(SearchDimension).min(1).max(20);
export type SearchSpace = z.infer<typeof SearchSpace>;

/** A value for each dimension's path. */
export const SearchValues = z.record(z.string(), z.json());
export type SearchValues = z.infer<typeof SearchValues>;

/** How trials are proposed, and how long they train. */
export const SearchMethod = z.discriminatedUnion('kind', [
  /** Each drawn by itself (Bergstra and Bengio 2012). */
  z.object({ kind: z.literal('random') }),
  /** Tree-structured Parzen estimators (Bergstra et al. 2011): after so many drawn by themselves, where the better ones lie dense and the others do not. */
  z.object({ kind: z.literal('tpe'), startupTrials: z.int().min(1).max(1000).default(8) }),
  /**
   * Successive halving (Jamieson and Talwalkar 2016; Li et al. 2020): all trials train for `firstRung` epochs, the best 1/`eta` of them go on to `eta` times
   * as many, and so on up to the options' epochs. Trials are drawn each by itself.
   */
  z.object({ kind: z.literal('halving'), eta: z.int().min(2).max(10).default(3), firstRung: z.int().min(1).max(1000).default(2) }),
]);
export type SearchMethod = z.infer<typeof SearchMethod>;

/** When a trial is given up before its end. Successive halving does so by itself. */
export const SearchPruning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /**
   * The median rule (Golovin et al. 2017): from epoch `afterEpochs` on, a trial stops whose best epoch so far is worse than the median, over the `startupTrials`
   * or more trials that came to their end, of the mean of their epochs up to there.
   */
  z.object({
    kind: z.literal('median'),
    startupTrials: z.int().min(1).max(1000).default(4),
    afterEpochs: z.int().min(1).max(1000).default(3),
  }),
]);
export type SearchPruning = z.infer<typeof SearchPruning>;

/** What a search is to do. Trials are compared on the validation part; the test part is never looked at. */
export const SearchPlan = z.object({
  /** What all trials have in common. `bestBy` is `metric` in each of them. */
  options: TrainingOptions,
  space: SearchSpace,
  method: SearchMethod,
  /** How many; with successive halving, how many begin. */
  trials: z.int().min(1).max(1000).default(20),
  metric: MonitoredMetric.default('balancedAccuracy'),
  pruning: SearchPruning.default({ kind: 'none' }),
  /** Of the proposals: same seed and same results, same proposals. The trainings' own seed is among the options. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
});
export type SearchPlan = z.infer<typeof SearchPlan>;

/** Starts a search. `recipeId` records where the options came from. */
export const SearchConfig = SearchPlan.extend({
  splitId: z.int().positive(),
  recipeId: z.string().min(1),
  name: z.string().max(100).optional(),
});
export type SearchConfig = z.infer<typeof SearchConfig>;

/**
 * `waiting`: it has begun and goes on later, because it waits for its rung's other trials or the search stands. `pruned`: stopped before its end, its best epoch is
 * kept. `failed`: counts as the worst.
 */
export const TrialStatus = z.enum(['running', 'waiting', 'done', 'pruned', 'failed', 'cancelled']);
export type TrialStatus = z.infer<typeof TrialStatus>;

/** One training of a search. */
export const SearchTrial = z.object({
  /** From 1, in the order in which they began. */
  number: z.int(),
  values: SearchValues,
  status: TrialStatus,
  /** The training itself; null once it was removed. */
  runId: z.int().nullable(),
  /** The metric at each finished epoch, from the first; null where it was not measured. */
  curve: z.array(z.number().nullable()),
  /** Best of the curve; null before the first epoch. */
  value: z.number().nullable(),
  /** Number of that epoch, from 1. */
  bestEpoch: z.int().nullable(),
  /** Why it was pruned or failed, in a sentence. */
  reason: z.string().nullable(),
  trainedMs: z.number(),
});
export type SearchTrial = z.infer<typeof SearchTrial>;

export const Search = SearchPlan.extend({
  id: z.int(),
  name: z.string(),
  recipeId: z.string(),
  datasetId: z.int(),
  splitId: z.int(),
  /** That of its job: `jobs.pause`, `jobs.resume`, `jobs.cancel`. */
  status: JobStatus,
  jobId: z.int().nullable(),
  /** Why it stands. */
  error: ErrorShape.nullable(),
  /** Trials that came to an end: done, pruned or failed. */
  trialsEnded: z.int(),
  /** Of those that are done the best one, or of all while none is; null before the first epoch. */
  best: z.object({ number: z.int(), runId: z.int().nullable(), value: z.number() }).nullable(),
  /** Run of the best trial that is done, of those whose runs were not removed: the one to evaluate. Null where there is none. */
  bestRunId: z.int().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Search = z.infer<typeof Search>;

/** To which search a run belongs, and as which of its trials. */
export const TrialOfSearch = z.object({ searchId: z.int(), number: z.int() });
export type TrialOfSearch = z.infer<typeof TrialOfSearch>;
