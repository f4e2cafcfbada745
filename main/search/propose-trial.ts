import { SeededRandom } from '../../common/domain/random.ts';
import type { SearchPlan, SearchTrial, SearchValues } from '../../common/domain/search.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { drawValues } from '../../common/search/draw-values.ts';
import { parseTrialOptions } from '../../common/search/trial-options.ts';
import { proposeByTpe } from './propose-tpe.ts';
import { rankTrials } from './rank-trials.ts';

/** Proposals that make no valid options are thrown away; after so many, values are only drawn, and after as many again, nothing is found. */
const attempts = 200;

/**
 * Values for the next trial: a function of the plan, the number and the trials that have ended, and of nothing else.
 * @throws AppError `invalid-input` where the options refuse every combination that is tried
 */
export function proposeTrial(plan: SearchPlan, number: number, trials: readonly SearchTrial[]): SearchValues {
  const ended = trials.filter(({ status }) => status === 'done' || status === 'pruned' || status === 'failed');
  const isLearned = plan.method.kind === 'tpe' && ended.length >= plan.method.startupTrials;
  const ranked = isLearned ? rankTrials(ended, plan.metric) : [];
  for (let attempt = 0; attempt < 2 * attempts; attempt++) {
    const random = new SeededRandom(plan.seed, 'trial', number, attempt);
    const values = isLearned && attempt < attempts ? proposeByTpe(plan.space, ranked, random) : drawValues(plan.space, random);
    if (parseTrialOptions(plan, values).success) return values;
  }
  throw new AppError(
    'invalid-input',
    `No combination of the values searched makes valid training options: ${2 * attempts} were tried. The trials so far are kept. Start a search with fewer dimensions.`,
  );
}
