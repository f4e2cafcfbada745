import { z } from 'zod';
import { ClassificationMetrics } from '../metrics/classification.ts';
import { NamingRule } from './naming.ts';
import { Calibration, EvaluationDetails } from './run.ts';

/**
 * What the runs of an ensemble said of photographs that they did not learn from: each photograph is judged by those of its runs whose validation part it is in. Of five folds that is one network
 * each, over all photographs but the test part's, so it tells what one such network is worth, more exactly than any fold alone, and without opening the test part; the ensemble itself is
 * usually a little better.
 */
export const OutOfFold = z.object({
  /** Of the photographs that any of the runs validates. */
  metrics: ClassificationMetrics,
  naming: NamingRule,
  interval: EvaluationDetails.shape.interval,
  byLesion: EvaluationDetails.shape.byLesion,
  byRule: EvaluationDetails.shape.byRule,
  calibration: Calibration,
  /** Whether each photograph was judged by all runs, because they share their validation part: then it is the ensemble that was measured. */
  isByAll: z.boolean(),
  /** Ways in which each photograph was looked at; null where they differ from run to run. */
  views: z.int().nullable(),
});
export type OutOfFold = z.infer<typeof OutOfFold>;
