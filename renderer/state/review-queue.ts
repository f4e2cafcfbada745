import type { CaseSummary } from '../../common/domain/review.ts';

export interface CaseCounts {
  readonly total: number;
  readonly signed: number;
  readonly deferred: number;
}

export function countCases(cases: readonly CaseSummary[]): CaseCounts {
  return {
    total: cases.length,
    signed: cases.filter(({ status }) => status === 'signed').length,
    deferred: cases.filter(({ status }) => status === 'deferred').length,
  };
}

/**
 * The case that waits next after `current`, from the beginning again after the last; deferred ones come when nothing else waits.
 * Null where every case is signed.
 */
export function nextCase(cases: readonly CaseSummary[], current: string | null): string | null {
  const at = cases.findIndex(({ caseKey }) => caseKey === current);
  const others = [...cases.slice(at + 1), ...cases.slice(0, Math.max(0, at))];
  const waiting = others.find(({ status }) => status === 'open' || status === 'read');
  const next = waiting ?? others.find(({ status }) => status === 'deferred') ?? cases[at];
  return next === undefined || next.status === 'signed' ? null : next.caseKey;
}

/** The neighbour of a case in the queue; the first one where none is open; null at the ends. */
export function stepCase(cases: readonly CaseSummary[], current: string | null, by: 1 | -1): string | null {
  const at = cases.findIndex(({ caseKey }) => caseKey === current);
  return cases[at < 0 ? 0 : at + by]?.caseKey ?? null;
}
