import { diagnosisTree } from '../../common/domain/diagnosis-tree.ts';
import type { Differential } from '../../common/domain/run.ts';
import { searchDifferential } from '../../common/metrics/beam-search.ts';
import { argMax } from '../../common/metrics/classification.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';

/** What a run says of a photograph, or of a lesion on average, in the order of its classes. */
export interface Said {
  readonly probabilities: readonly number[];
  /** By which the diagnosis is named. */
  readonly votes: readonly number[];
}

/** The mean over a lesion's photographs. */
export function meanSaid(photographs: readonly Said[]): Said {
  return {
    probabilities: meanRows(photographs.map(({ probabilities }) => probabilities)),
    votes: meanRows(photographs.map(({ votes }) => votes)),
  };
}

/** The diagnosis that has most votes, then the others by their probability; equal ones keep the order of the classes. */
export function rankDifferential(classes: readonly string[], said: Said): Differential {
  return ranked(classes, said, classes[argMax(said.votes)]);
}

/** By beam search along the votes over the diagnosis tree where a width is given; fewer diagnoses than the run knows may be reached. Else the exact ranking. */
export function decodeDifferential(classes: readonly string[], said: Said, beamWidth: number | undefined): Differential {
  if (beamWidth === undefined) return rankDifferential(classes, said);
  const votes = new Map(classes.map((label, index) => [label, said.votes[index] ?? 0]));
  const found = searchDifferential(diagnosisTree(classes), votes, beamWidth).map(({ label }) => label);
  return ranked(classes, said, found[0]).filter(({ label }) => found.includes(label));
}

function ranked(classes: readonly string[], { probabilities }: Said, named: string | undefined): Differential {
  const entries = classes.map((label, index) => ({ label, probability: probabilities[index] ?? 0 }));
  return entries.sort((a, b) => Number(b.label === named) - Number(a.label === named) || b.probability - a.probability);
}
