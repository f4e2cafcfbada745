import type { SearchPlan, SearchValues } from '../domain/search.ts';
import { TrainingOptions } from '../domain/training-config.ts';
import { withValues } from './option-paths.ts';

/** The options of a trial with these values, or what is wrong with them. The epoch that it keeps is the best by what trials are compared by. */
export function parseTrialOptions({ options, metric }: Pick<SearchPlan, 'options' | 'metric'>, values: SearchValues) {
  return TrainingOptions.safeParse(withValues({ ...options, bestBy: metric }, values));
}

/**
 * The options of a trial that was proposed.
 * @throws z.ZodError where they make no valid options, which no proposal does
 */
export function trialOptions(plan: Pick<SearchPlan, 'options' | 'metric'>, values: SearchValues): TrainingOptions {
  return TrainingOptions.parse(withValues({ ...plan.options, bestBy: plan.metric }, values));
}
