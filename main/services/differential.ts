import type { Differential } from '../../common/domain/run.ts';

/** Ranks a run's classes by their probability; equal ones keep the order of the classes. */
export function rankDifferential(classes: readonly string[], probabilities: readonly number[]): Differential {
  const entries = classes.map((label, index) => ({ label, probability: probabilities[index] ?? 0 }));
  return entries.sort((a, b) => b.probability - a.probability);
}

/** Mean of several photographs' probabilities. */
export function meanProbabilities(rows: readonly (readonly number[])[]): number[] {
  const [first = []] = rows;
  return first.map((_, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0) / rows.length);
}
