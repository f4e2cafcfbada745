import type { StopRule } from '../../common/contract/engine-protocol.ts';
import type { SearchPlan, SearchTrial } from '../../common/domain/search.ts';
import { isFullSize } from '../../common/domain/training-phases.ts';
import { trialOptions } from '../../common/search/trial-options.ts';

/** What a trial reached, epoch by epoch, and whether at the full size of its photographs. */
interface Course {
  readonly curve: SearchTrial['curve'];
  readonly isFull: readonly boolean[];
}

/**
 * Where a trial is to stop by the median rule (Golovin et al. 2017, section 3.2.1): after epoch s it does where its best epoch is worse than the median of the
 * others' means over their first s epochs, of those that count. Known before the trial begins, because one trains after the other.
 * @param trials that began before it
 */
export function medianRules(plan: SearchPlan, trials: readonly SearchTrial[]): StopRule[] {
  const { pruning, metric, options } = plan;
  if (pruning.kind === 'none') return [];
  const courses = trials
    .filter(({ status, value }) => status === 'done' && value !== null)
    .map(({ curve, values }): Course => {
      const own = trialOptions(plan, values);
      return { curve, isFull: curve.map((_, index) => isFullSize(own, index + 1)) };
    });
  if (courses.length < pruning.startupTrials) return [];
  const { afterEpochs } = pruning;
  const epochs = Array.from({ length: Math.max(0, options.epochs - afterEpochs) }, (_, index) => afterEpochs + index);
  return epochs.flatMap((epoch): StopRule[] => {
    const means = courses.flatMap((course) => meanUntil(course, epoch) ?? []);
    return means.length === 0 ? [] : [{ epoch, metric, bound: median(means) }];
  });
}

/** Of the epochs at the full size, or of all while there is none (decision 34); null where nothing was measured. */
function meanUntil({ curve, isFull }: Course, epoch: number): number | null {
  const hasFull = isFull.slice(0, epoch).includes(true);
  const counted = curve.slice(0, epoch).flatMap((value, index) => (value === null || (hasFull && isFull[index] !== true) ? [] : value));
  return counted.length === 0 ? null : mean(counted);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}
