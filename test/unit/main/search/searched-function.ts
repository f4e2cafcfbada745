import type { SearchPlan, SearchSpace, SearchTrial, SearchValues } from '../../../../common/domain/search.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { proposeTrial } from '../../../../main/search/propose-trial.ts';

export const options = TrainingOptions.parse({ model: { architecture: 'mobilenet-v1' }, epochs: 9 });

export const space: SearchSpace = [
  { kind: 'log', path: 'learningRate', from: 1e-5, to: 1 },
  { kind: 'linear', path: 'model.dropout', from: 0, to: 0.9 },
  { kind: 'choice', path: 'optimizer', values: ['adam', 'adamw', 'sgd', 'rmsprop'] },
  { kind: 'integer', path: 'batchSize', from: 8, to: 128 },
];

export function planOf(changes: Partial<SearchPlan> = {}): SearchPlan {
  return {
    options,
    space,
    method: { kind: 'tpe', startupTrials: 8 },
    trials: 40,
    metric: 'balancedAccuracy',
    pruning: { kind: 'none' },
    seed: 1,
    ...changes,
  };
}

export function trialOf(
  number: number,
  curve: (number | null)[],
  changes: Partial<SearchTrial> = {},
): SearchTrial & { readonly rung: number } {
  const measured = curve.filter((value) => value !== null);
  const value = measured.length === 0 ? null : Math.max(...measured);
  const status = 'done' as const;
  return { number, values: {}, status, runId: number, curve, value, bestEpoch: 1, reason: null, trainedMs: 0, rung: 0, ...changes };
}

/** As good as a network might get: best at a rate of 0.003, a dropout of 0.3, adamw, and small batches; each matters. */
export function worth(values: SearchValues): number {
  const rate = Math.log10(Number(values['learningRate']) / 0.003);
  const dropout = Number(values['model.dropout']) - 0.3;
  const optimizer = ({ adamw: 0, adam: 0.05, rmsprop: 0.15, sgd: 0.3 } as Record<string, number>)[values['optimizer'] as string] ?? 1;
  return 0.9 - 0.05 * rate * rate - dropout * dropout - optimizer - Number(values['batchSize']) / 2000;
}

/** Goes through a whole search of the function; gives its trials. */
export function searchFunction(plan: SearchPlan): SearchTrial[] {
  const trials: SearchTrial[] = [];
  while (trials.length < plan.trials) {
    const number = trials.length + 1;
    const values = proposeTrial(plan, number, trials);
    trials.push(trialOf(number, [worth(values)], { values }));
  }
  return trials;
}
