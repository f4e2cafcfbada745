/** One of HAM10000's seven diagnostic categories (Tschandl, Rosendahl, Kittler 2018, doi 10.1038/sdata.2018.161). */
export interface Diagnosis {
  /** Short name as in HAM10000's `dx` column. */
  readonly id: string;
  readonly name: string;
  /** akiec is pre-malignant and counted as malignant by default (a visible setting). */
  readonly isMalignant: boolean;
  /** Okabe and Ito's colour-blind-safe palette; never shown without the short name. */
  readonly colour: string;
}

/** The seven categories in Nevus's fixed order: malignant first. Keys 1 to 7 of the review screen follow it. */
export const diagnoses = [
  { id: 'mel', name: 'Melanoma', isMalignant: true, colour: '#D55E00' },
  { id: 'bcc', name: 'Basal cell carcinoma', isMalignant: true, colour: '#E69F00' },
  { id: 'akiec', name: 'Actinic keratosis / intraepithelial carcinoma', isMalignant: true, colour: '#F0E442' },
  { id: 'nv', name: 'Melanocytic nevus', isMalignant: false, colour: '#0072B2' },
  { id: 'bkl', name: 'Benign keratosis', isMalignant: false, colour: '#56B4E9' },
  { id: 'df', name: 'Dermatofibroma', isMalignant: false, colour: '#009E73' },
  { id: 'vasc', name: 'Vascular lesion', isMalignant: false, colour: '#CC79A7' },
] as const satisfies readonly Diagnosis[];

export const diagnosisIds: readonly string[] = diagnoses.map((diagnosis) => diagnosis.id);

/** Diagnoses of other collections. None of HAM10000's photographs has one; the palette has no colour left that all eyes can tell apart. */
const otherDiagnoses: readonly Diagnosis[] = [
  { id: 'scc', name: 'Squamous cell carcinoma', isMalignant: true, colour: '#8A8A8A' },
  { id: 'malignant', name: 'Malignant, not specified', isMalignant: true, colour: '#8A8A8A' },
  { id: 'sk', name: 'Seborrheic keratosis', isMalignant: false, colour: '#8A8A8A' },
  { id: 'pbk', name: 'Pigmented benign keratosis', isMalignant: false, colour: '#8A8A8A' },
  { id: 'benign', name: 'Benign, not specified', isMalignant: false, colour: '#8A8A8A' },
];

const byId = new Map<string, Diagnosis>([...diagnoses, ...otherDiagnoses].map((diagnosis) => [diagnosis.id, diagnosis]));

/** Facts about a class label; a label outside the seven (other datasets) is benign by default, neutral in colour, and named by itself. */
export function describeDiagnosis(id: string): Diagnosis {
  return byId.get(id) ?? { id, name: id, isMalignant: false, colour: '#8A8A8A' };
}

/** Sorts class labels: the seven in their fixed order, then any others by name. Does not change its input. */
export function orderDiagnoses(ids: Iterable<string>): string[] {
  const position = (id: string): number => {
    const index = diagnosisIds.indexOf(id);
    return index < 0 ? diagnosisIds.length : index;
  };
  return [...ids].sort((a, b) => position(a) - position(b) || (a < b ? -1 : a > b ? 1 : 0));
}
