import type { SearchPlan, SearchTrial } from '../../../common/domain/search.ts';
import { fullSizeEpochs } from '../../../common/domain/training-phases.ts';
import type { ProgressUpdate } from '../../jobs/progress-meter.ts';
import { rungEpochs, rungSize } from '../../search/halving.ts';
import type { RungTrial } from '../../search/halving.ts';

/** A trial's training as it stands. */
export interface TrialCourse {
  /** Epochs that train the head alone. */
  readonly headEpochs: number;
  readonly epochsDone: number;
}

/** How far a search is, in epochs: those that its trials train at most. Batches are counted stage by stage. */
export function searchProgress(
  plan: SearchPlan,
  trials: readonly RungTrial[],
  { current, headEpochs, epochsDone }: TrialCourse & { readonly current: RungTrial },
  update: ProgressUpdate,
): ProgressUpdate {
  const share = update.unit === 'batches' && update.total !== null && update.total > 0 ? update.done / update.total : 0;
  const inTrial = epochsDone < headEpochs ? share * headEpochs : headEpochs + share * (plan.options.epochs - headEpochs);
  const inCurrent = Math.min(allotted(plan, current), Math.max(inTrial, epochsDone));
  const before = trials.filter(({ number }) => number !== current.number).map((trial) => allotted(plan, trial));
  const sumOf = (lengthOf: (epochs: number) => number): number =>
    before.reduce((sum, epochs) => sum + lengthOf(epochs), lengthOf(inCurrent));
  const effortOf = (epochs: number): number => fullSizeEpochs(plan.options, epochs);
  return {
    done: Math.round(100 * sumOf((epochs) => epochs)) / 100,
    total: totalOf(plan, (epochs) => epochs),
    effort: { done: sumOf(effortOf), total: totalOf(plan, effortOf) },
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

/** @param lengthOf of a trial's first epochs */
function totalOf({ method, options, trials }: SearchPlan, lengthOf: (epochs: number) => number): number {
  if (method.kind !== 'halving') return trials * lengthOf(options.epochs);
  const { eta, firstRung } = method;
  const rungs = rungEpochs(firstRung, eta, options.epochs);
  return rungs.reduce(
    (sum, epochs, rung) => sum + (rung === 0 ? trials : rungSize(trials, eta, rung)) * (lengthOf(epochs) - lengthOf(rungs[rung - 1] ?? 0)),
    0,
  );
}
