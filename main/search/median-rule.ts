import type { StopRule } from '../../common/contract/engine-protocol.ts';
import type { SearchPlan, SearchTrial } from '../../common/domain/search.ts';

/**
 * Where a trial is to stop by the median rule (Golovin et al. 2017, section 3.2.1): after epoch s it does where its best epoch is worse than the median of the
 * others' means over their first s epochs. Known before the trial begins, because one trains after the other.
 * @param trials that began before it
 */
export function medianRules({ pruning, metric, options }: SearchPlan, trials: readonly SearchTrial[]): StopRule[] {
  if (pruning.kind === 'none') return [];
  const curves = trials
    .filter(({ status }) => status === 'done')
    .map(({ curve }) => curve.filter((value) => value !== null))
    .filter((curve) => curve.length > 0);
  if (curves.length < pruning.startupTrials) return [];
  const { afterEpochs } = pruning;
  return Array.from({ length: Math.max(0, options.epochs - afterEpochs) }, (_, index) => {
    const epoch = afterEpochs + index;
    return { epoch, metric, bound: median(curves.map((curve) => mean(curve.slice(0, epoch)))) };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}
