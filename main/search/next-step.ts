import type { StopRule } from '../../common/contract/engine-protocol.ts';
import type { SearchPlan, SearchValues } from '../../common/domain/search.ts';
import { nextHalvingStep } from './halving.ts';
import type { RungTrial } from './halving.ts';
import { medianRules } from './median-rule.ts';
import { proposeTrial } from './propose-trial.ts';

/** What a search does next. */
export type SearchStep =
  | { readonly kind: 'begin'; readonly number: number; readonly values: SearchValues }
  | { readonly kind: 'train'; readonly number: number; readonly stops: readonly StopRule[] }
  | { readonly kind: 'select'; readonly rung: number; readonly promoted: readonly number[]; readonly dropped: readonly number[] };

/** A function of the plan and of the trials as they are stored, so that a search goes on after any end of the host. Null: it has ended. */
export function nextSearchStep(plan: SearchPlan, trials: readonly RungTrial[]): SearchStep | null {
  const begin = (): SearchStep => {
    const number = trials.length + 1;
    return { kind: 'begin', number, values: proposeTrial(plan, number, trials) };
  };
  if (plan.method.kind === 'halving') {
    const step = nextHalvingStep(plan, plan.method, trials);
    if (step === null || step.kind === 'select') return step;
    if (step.kind === 'propose') return begin();
    const { number, untilEpoch } = step;
    return { kind: 'train', number, stops: untilEpoch === null ? [] : [{ epoch: untilEpoch, metric: plan.metric, bound: null }] };
  }
  const unfinished = trials.find(({ status }) => status === 'running' || status === 'waiting');
  if (unfinished !== undefined) {
    const { number } = unfinished;
    return {
      kind: 'train',
      number,
      stops: medianRules(
        plan,
        trials.filter((trial) => trial.number < number),
      ),
    };
  }
  return trials.length < plan.trials ? begin() : null;
}
