import type { SearchPlan, SearchTrial } from '../../../common/domain/search.ts';
import type { ProgressUpdate } from '../../jobs/progress-meter.ts';
import { rungEpochs, rungSize } from '../../search/halving.ts';
import type { RungTrial } from '../../search/halving.ts';

/** How far a search is, in epochs: those that its trials train at most. */
export function searchProgress(plan: SearchPlan, trials: readonly RungTrial[], current: RungTrial, update: ProgressUpdate): ProgressUpdate {
  const inTrial =
    update.unit === 'batches' && update.total !== null && update.total > 0 ? (update.done / update.total) * plan.options.epochs : 0;
  const before = trials.filter(({ number }) => number !== current.number).reduce((sum, trial) => sum + allotted(plan, trial), 0);
  const done = before + Math.min(allotted(plan, current), Math.max(inTrial, current.curve.length));
  return {
    done: Math.round(100 * done) / 100,
    total: totalEpochs(plan),
    unit: 'epochs',
    stage: `Trial ${current.number} of ${plan.trials}: ${update.stage}`,
  };
}

/** Epochs that a trial has had or may have until it is next decided on. One that came to its end early has had all of them. */
function allotted(plan: SearchPlan, { rung, status }: Pick<SearchTrial, 'status'> & { readonly rung: number }): number {
  const { method, options } = plan;
  if (method.kind !== 'halving' || status === 'done') return options.epochs;
  return rungEpochs(method.firstRung, method.eta, options.epochs)[rung] ?? options.epochs;
}

function totalEpochs({ method, options, trials }: SearchPlan): number {
  if (method.kind !== 'halving') return trials * options.epochs;
  const { eta, firstRung } = method;
  const rungs = rungEpochs(firstRung, eta, options.epochs);
  return rungs.reduce(
    (sum, epochs, rung) => sum + (rung === 0 ? trials : rungSize(trials, eta, rung)) * (epochs - (rungs[rung - 1] ?? 0)),
    0,
  );
}
