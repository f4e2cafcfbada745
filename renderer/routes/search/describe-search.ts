import type { Search, SearchDimension, SearchPlan, SearchTrial } from '../../../common/domain/search.ts';
import { formatCounted, formatSmall } from '../../format/numbers.ts';
import { metricChoices } from '../train/option-labels.ts';
import { nameOfValue } from './searchable-options.ts';

export const methodChoices: readonly { readonly value: Search['method']['kind']; readonly label: string; readonly detail: string }[] = [
  { value: 'tpe', label: 'Guided (TPE)', detail: 'Tries more where earlier trials did well. A good start.' },
  { value: 'random', label: 'Random', detail: 'Each trial is drawn by itself.' },
  { value: 'halving', label: 'Successive halving', detail: 'Many begin with a few epochs; only the best train on.' },
];

export function nameOfMethod({ method }: Pick<Search, 'method'>): string {
  return methodChoices.find(({ value }) => value === method.kind)?.label ?? method.kind;
}

/** `Balanced accuracy` */
export function nameOfMetric(metric: Search['metric']): string {
  return metricChoices.find(({ value }) => value === metric)?.label ?? metric;
}

/** The search in a sentence or two, before it begins. */
export function describePlan({ method, trials, options, pruning }: SearchPlan): string {
  const { epochs } = options;
  if (method.kind === 'halving') {
    return `${trials} trials begin with ${method.firstRung} epochs each. The best one in ${method.eta} trains on for ${method.eta} times as many, again and again, up to ${epochs}.`;
  }
  const pruned = pruning.kind === 'none' ? '' : ' Those that fall behind are stopped early.';
  return `Trains ${trials} runs of at most ${epochs} epochs, one after the other.${pruned}`;
}

/** `1e-4 to 0.01, logarithmic`; `Adam, SGD` */
export function describeDimension(dimension: SearchDimension): string {
  switch (dimension.kind) {
    case 'choice':
      return dimension.values.map((value) => nameOfValue(dimension.path, value)).join(Array.isArray(dimension.values[0]) ? '; ' : ', ');
    case 'log':
      return `${formatSmall(dimension.from)} to ${formatSmall(dimension.to)}, logarithmic`;
    case 'linear':
    case 'integer':
      return `${formatSmall(dimension.from)} to ${formatSmall(dimension.to)}`;
  }
}

/** A trial's value in a dimension, with as many digits as tell its values apart: `8.86e-4`, `0.163`, `Adam`; a dash where there is none. */
export function formatValue(dimension: SearchDimension, value: SearchTrial['values'][string] | undefined): string {
  if (value === undefined) return '–';
  if (typeof value !== 'number' || dimension.kind === 'choice') return nameOfValue(dimension.path, value);
  switch (dimension.kind) {
    case 'integer':
      return String(value);
    case 'log':
      return dimension.from < 0.01 ? value.toExponential(2) : value.toPrecision(3);
    case 'linear':
      return value.toFixed(Math.max(0, Math.ceil(-Math.log10(dimension.to - dimension.from)) + 2));
  }
}

/** When trials are given up before their end. */
export function describePruning({ method, pruning }: Pick<Search, 'method' | 'pruning'>): string {
  if (method.kind === 'halving') return `the best one in ${method.eta} trains on, from ${formatCounted(method.firstRung, 'epoch')}`;
  if (pruning.kind === 'none') return 'every trial trains to its end';
  return 'poor trials are stopped early';
}

/** How trials ended: `9 finished, 2 pruned, 1 failed`; what is 0 is left out. */
export function countTrials(trials: readonly SearchTrial[]): string {
  const count = (...statuses: SearchTrial['status'][]): number => trials.filter(({ status }) => statuses.includes(status)).length;
  const parts: [number, string][] = [
    [count('done'), 'finished'],
    [count('pruned'), 'pruned'],
    [count('failed'), 'failed'],
    [count('cancelled'), 'stopped'],
    [count('running'), 'training'],
    [count('waiting'), 'waiting'],
  ];
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', ') || 'none yet'
  );
}

/** What all trials trained together, ms. */
export function trainedMs(trials: readonly SearchTrial[]): number {
  return trials.reduce((sum, trial) => sum + trial.trainedMs, 0);
}

/** Why a search that does not go on stands where it stands, what is safe, what to do; null where there is nothing to say. */
export function explainStand(search: Search): { tone: 'failure' | 'warning'; title: string; message: string } | null {
  const kept =
    search.trialsEnded === 0
      ? 'No trial had ended.'
      : `${formatCounted(search.trialsEnded, 'trial')} of ${search.trials} had ended and are kept.`;
  switch (search.status) {
    case 'failed':
      return { tone: 'failure', title: 'This search failed', message: search.error?.message ?? `The engine gave no reason. ${kept}` };
    case 'interrupted':
      return {
        tone: 'warning',
        title: 'This search was interrupted',
        message: `${search.error?.message ?? 'Nevus or the computer was stopped while it ran.'} ${kept} Resume it: it goes on where it was.`,
      };
    case 'cancelled':
      return { tone: 'warning', title: 'This search was stopped', message: `It was stopped before its end. ${kept}` };
    case 'queued':
    case 'running':
    case 'pausing':
    case 'paused':
    case 'cancelling':
    case 'succeeded':
      return null;
  }
}
