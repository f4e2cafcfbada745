import { describeDiagnosis } from './diagnosis.ts';

/** A branch or leaf of the diagnosis tree. Leaves are class labels. */
export interface DiagnosisNode {
  readonly name: string;
  /** Empty for a leaf. */
  readonly children: readonly DiagnosisNode[];
  /** The class label of a leaf; null for a branch. */
  readonly label: string | null;
}

/** Groups between malignancy and diagnosis, by the cell or tissue that a lesion grows from. */
const groupOfLabel: Readonly<Record<string, string>> = {
  mel: 'Melanocytic',
  nv: 'Melanocytic',
  bcc: 'Keratinocytic',
  akiec: 'Keratinocytic',
  scc: 'Keratinocytic',
  bkl: 'Keratinocytic',
  sk: 'Keratinocytic',
  pbk: 'Keratinocytic',
  df: 'Fibrous',
  vasc: 'Vascular',
};

/**
 * The tree over a classifier's labels: malignant or benign, then group, then diagnosis. Labels that Nevus does not know form a group of their own under
 * what `describeDiagnosis` holds them for.
 */
export function diagnosisTree(labels: readonly string[]): DiagnosisNode {
  const branchesOf = (isMalignant: boolean): DiagnosisNode[] => {
    const members = labels.filter((label) => describeDiagnosis(label).isMalignant === isMalignant);
    return [...Map.groupBy(members, (label) => groupOfLabel[label] ?? 'Other')].map(([name, group]) => branch(name, group.map(leaf)));
  };
  const halves = [branch('Malignant', branchesOf(true)), branch('Benign', branchesOf(false))];
  return branch(
    'Lesion',
    halves.filter(({ children }) => children.length > 0),
  );
}

function branch(name: string, children: readonly DiagnosisNode[]): DiagnosisNode {
  return { name, children, label: null };
}

function leaf(label: string): DiagnosisNode {
  return { name: describeDiagnosis(label).name, children: [], label };
}
