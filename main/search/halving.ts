import type { SearchPlan, SearchTrial } from '../../common/domain/search.ts';
import { bestScore } from './rank-trials.ts';

/** A trial and the rung up to which it trains, from 0. */
export type RungTrial = SearchTrial & { readonly rung: number };

/** How successive halving goes on. */
export type HalvingStep =
  | { readonly kind: 'propose' }
  /** Up to the rung's epochs; null: to its end. */
  | { readonly kind: 'train'; readonly number: number; readonly untilEpoch: number | null }
  /** A rung is complete: its best go on, the others stop. */
  | { readonly kind: 'select'; readonly rung: number; readonly promoted: readonly number[]; readonly dropped: readonly number[] };

/** Epochs of each rung, the last one being a whole training. */
export function rungEpochs(firstRung: number, eta: number, epochs: number): number[] {
  const rungs: number[] = [];
  for (let rung = firstRung; rung < epochs; rung *= eta) rungs.push(rung);
  return [...rungs, epochs];
}

/** How many of the trials that begin go on to a rung, from 0: a 1/eta at each, one at least. */
export function rungSize(trials: number, eta: number, rung: number): number {
  return Math.max(1, Math.floor(trials / eta ** rung));
}

/**
 * The next step of successive halving (Jamieson and Talwalkar 2016): a function of the trials as they stand. Null: it has ended.
 * A trial that came to its end below its rung (early stopping) keeps its place by what it reached.
 */
export function nextHalvingStep(
  plan: SearchPlan,
  { eta, firstRung }: { readonly eta: number; readonly firstRung: number },
  trials: readonly RungTrial[],
): HalvingStep | null {
  const { trials: count, options } = plan;
  const rungs = rungEpochs(firstRung, eta, options.epochs);
  const lastRung = rungs.length - 1;
  for (const [rung, epochs] of rungs.entries()) {
    const here = trials.filter((trial) => trial.rung === rung);
    const unfinished = here.filter(({ status }) => status === 'running' || status === 'waiting');
    const next = unfinished.find(({ curve }) => curve.length < epochs || rung === lastRung);
    if (next !== undefined) return { kind: 'train', number: next.number, untilEpoch: rung === lastRung ? null : epochs };
    if (rung === 0 && trials.length < count) return { kind: 'propose' };
    if (unfinished.length === 0) continue;
    const compared = here
      .filter(({ status }) => status !== 'failed')
      .map((trial) => ({ number: trial.number, score: bestScore(trial, plan, epochs) }));
    const ranked = compared.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score) || a.number - b.number);
    const promoted = ranked.slice(0, rungSize(count, eta, rung + 1)).map(({ number }) => number);
    const dropped = unfinished.map(({ number }) => number).filter((number) => !promoted.includes(number));
    return { kind: 'select', rung, promoted, dropped };
  }
  return null;
}
