import type { NamingRule } from '../domain/naming.ts';

/** A rule with what it needs to know of the data. */
export interface Naming {
  readonly rule: NamingRule;
  /** Each class's share of the training part, in the order of the classes; all of them together make 1. */
  readonly shares: readonly number[];
}

/** What is said of a photograph, or of a lesion on average, in the order of the classes. */
export interface Said {
  /** Calibrated, with the prior of the data. */
  readonly probabilities: readonly number[];
  /** The network's own answer. */
  readonly votes: readonly number[];
}

/**
 * By what a diagnosis is named, a score for each class; the highest is named. They sum to 1 like probabilities, so that a search along the diagnosis tree can add them up. A class of which the training part has no
 * photograph has no likelihood that could be told, and by `balanced` is not named; where that leaves nothing, the network's answer stands.
 */
export function namingScores({ probabilities, votes }: Said, { rule, shares }: Naming): readonly number[] {
  if (rule === 'network') return votes;
  if (rule === 'probable') return probabilities;
  const likelihoods = probabilities.map((probability, index) => {
    const share = shares[index] ?? 0;
    return share > 0 ? probability / share : 0;
  });
  const sum = likelihoods.reduce((total, likelihood) => total + likelihood, 0);
  return sum > 0 ? likelihoods.map((likelihood) => likelihood / sum) : votes;
}
