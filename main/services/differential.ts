import { diagnosisTree } from '../../common/domain/diagnosis-tree.ts';
import type { Differential } from '../../common/domain/run.ts';
import { searchDifferential } from '../../common/metrics/beam-search.ts';

/** Ranks a run's classes by their probability; equal ones keep the order of the classes. */
export function rankDifferential(classes: readonly string[], probabilities: readonly number[]): Differential {
  const entries = classes.map((label, index) => ({ label, probability: probabilities[index] ?? 0 }));
  return entries.sort((a, b) => b.probability - a.probability);
}

/** By beam search over the diagnosis tree where a width is given; fewer diagnoses than the run knows may be reached. Else the exact ranking. */
export function decodeDifferential(
  classes: readonly string[],
  probabilities: readonly number[],
  beamWidth: number | undefined,
): Differential {
  if (beamWidth === undefined) return rankDifferential(classes, probabilities);
  const byLabel = new Map(classes.map((label, index) => [label, probabilities[index] ?? 0]));
  return searchDifferential(diagnosisTree(classes), byLabel, beamWidth).map(({ label, probability }) => ({ label, probability }));
}
