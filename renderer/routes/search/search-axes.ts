import { isHigherBetter } from '../../../common/domain/epoch-score.ts';
import type { Search, SearchDimension, SearchTrial, TrialStatus } from '../../../common/domain/search.ts';
import { shareOf } from '../../components/charts/parallel/parallel-axis.ts';
import type { NumberAxis, ParallelAxis } from '../../components/charts/parallel/parallel-axis.ts';
import type { LineKind, ParallelLine } from '../../components/charts/parallel/parallel-plot.ts';
import { formatScore, formatSmall } from '../../format/numbers.ts';
import { nameOfMetric } from './describe-search.ts';
import { nameOfOption, nameOfValue } from './searchable-options.ts';

/** Of the axis with what trials are compared by; no option has such a name. */
export const scoreAxisId = 'value';

const lineKinds: Readonly<Record<TrialStatus, LineKind>> = {
  running: 'active',
  waiting: 'active',
  done: 'done',
  pruned: 'pruned',
  failed: 'failed',
  cancelled: 'stopped',
};

/** One axis per dimension, and the score as the last one, as long as the trials need. */
export function searchAxes(search: Pick<Search, 'space' | 'metric'>, trials: readonly SearchTrial[]): ParallelAxis[] {
  const values = trials.flatMap(({ value }) => value ?? []);
  const { min, max } = rangeOf(values, search.metric === 'loss' ? null : 1);
  const score: NumberAxis = {
    id: scoreAxisId,
    label: nameOfMetric(search.metric),
    kind: 'number',
    min,
    max,
    isLog: false,
    isWhole: false,
    format: formatScore,
  };
  return [...search.space.map(dimensionAxis), score];
}

/** A trial as a line through these axes. */
export function trialLine(axes: readonly ParallelAxis[], trial: SearchTrial, metric: Search['metric']): ParallelLine {
  const score = axes.at(-1);
  const share = score === undefined ? null : shareOf(score, trial.value);
  return {
    id: trial.number,
    name: `Trial ${trial.number}`,
    values: axes.map((axis) => {
      if (axis.id === scoreAxisId) return trial.value;
      const value = trial.values[axis.id] ?? null;
      return axis.kind === 'choice' ? JSON.stringify(value) : typeof value === 'number' ? value : null;
    }),
    kind: lineKinds[trial.status],
    goodness: share === null ? null : isHigherBetter(metric) ? share : 1 - share,
  };
}

function dimensionAxis(dimension: SearchDimension): ParallelAxis {
  const name = { id: dimension.path, label: nameOfOption(dimension.path) };
  if (dimension.kind === 'choice') {
    return {
      ...name,
      kind: 'choice',
      choices: dimension.values.map((value) => ({ value: JSON.stringify(value), label: nameOfValue(dimension.path, value) })),
    };
  }
  const { from, to, kind } = dimension;
  return { ...name, kind: 'number', min: from, max: to, isLog: kind === 'log', isWhole: kind === 'integer', format: formatSmall };
}

/** From the least to the most with a little air, never beyond what a score can be. */
function rangeOf(values: readonly number[], most: number | null): { min: number; max: number } {
  if (values.length === 0) return { min: 0, max: most ?? 1 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low) * 0.05 || 0.05;
  return { min: Math.max(0, low - air), max: most === null ? high + air : Math.min(most, high + air) };
}
