import { diagnosisTree } from '../../common/domain/diagnosis-tree.ts';
import type { Differential } from '../../common/domain/run.ts';
import { searchDifferential } from '../../common/metrics/beam-search.ts';
import { argMax } from '../../common/metrics/classification.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import { namingScores } from '../../common/metrics/naming-scores.ts';
import type { Naming, Said } from '../../common/metrics/naming-scores.ts';

/** The mean over a lesion's photographs, or over an ensemble's runs. */
export function meanSaid(photographs: readonly Said[]): Said {
  return {
    probabilities: meanRows(photographs.map(({ probabilities }) => probabilities)),
    votes: meanRows(photographs.map(({ votes }) => votes)),
  };
}

/** The diagnosis that the rule names, then the others by their probability; equal ones keep the order of the classes. */
export function rankDifferential(classes: readonly string[], said: Said, naming: Naming): Differential {
  return ranked(classes, said, classes[argMax(namingScores(said, naming))]);
}

/** By beam search along the rule's scores over the diagnosis tree where a width is given; fewer diagnoses than the run knows may be reached. Else the exact ranking. */
export function decodeDifferential(classes: readonly string[], said: Said, naming: Naming, beamWidth: number | undefined): Differential {
  if (beamWidth === undefined) return rankDifferential(classes, said, naming);
  const scores = namingScores(said, naming);
  const found = searchDifferential(diagnosisTree(classes), new Map(classes.map((label, index) => [label, scores[index] ?? 0])), beamWidth);
  const reached = found.map(({ label }) => label);
  return ranked(classes, said, reached[0]).filter(({ label }) => reached.includes(label));
}

function ranked(classes: readonly string[], { probabilities }: Said, named: string | undefined): Differential {
  const entries = classes.map((label, index) => ({ label, probability: probabilities[index] ?? 0 }));
  return entries.sort((a, b) => Number(b.label === named) - Number(a.label === named) || b.probability - a.probability);
}
