import type { DiagnosisNode } from '../domain/diagnosis-tree.ts';

/** A diagnosis that the search reached. */
export interface FoundDiagnosis {
  readonly label: string;
  readonly probability: number;
  /** Names of the branches above it, from the top. */
  readonly path: readonly string[];
}

interface Beam {
  readonly node: DiagnosisNode;
  readonly mass: number;
  readonly path: readonly string[];
}

/**
 * Decodes a differential diagnosis by beam search over the diagnosis tree: level by level, of all branches below those that are kept, the `width` with the
 * largest probability (the sum over their diagnoses) are kept on. Width 1 is greedy: first malignant or benign, then the group, then the diagnosis, which
 * need not be the most probable one. A width of at least the number of labels keeps everything and gives the exact ranking.
 * @param probabilities by label, each >= 0; a label that is absent counts 0
 * @param width branches kept at each level, >= 1
 * @returns the diagnoses reached, most probable first; equal ones in the tree's order
 */
export function searchDifferential(tree: DiagnosisNode, probabilities: ReadonlyMap<string, number>, width: number): FoundDiagnosis[] {
  let beams: Beam[] = [{ node: tree, mass: massOf(tree, probabilities), path: [] }];
  while (beams.some(({ node }) => node.label === null)) {
    beams = beams.flatMap((beam) => (beam.node.label === null ? expand(beam, probabilities) : [beam]));
    beams.sort((a, b) => b.mass - a.mass);
    beams = beams.slice(0, width);
  }
  return beams.map(({ node, mass, path }) => ({ label: node.label ?? '', probability: mass, path }));
}

function expand({ node, path }: Beam, probabilities: ReadonlyMap<string, number>): Beam[] {
  const below = node.children.map((child) => ({ node: child, mass: massOf(child, probabilities) }));
  return below.map(({ node: child, mass }) => ({ node: child, mass, path: child.label === null ? [...path, child.name] : path }));
}

function massOf(node: DiagnosisNode, probabilities: ReadonlyMap<string, number>): number {
  if (node.label !== null) return probabilities.get(node.label) ?? 0;
  return node.children.reduce((sum, child) => sum + massOf(child, probabilities), 0);
}
