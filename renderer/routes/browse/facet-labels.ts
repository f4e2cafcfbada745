import { describeDiagnosis } from '../../../common/domain/diagnosis.ts';
import { capitalise } from '../../format/words.ts';
import type { FacetName } from './browse-filter.ts';

export const facetTitles: Readonly<Record<FacetName, string>> = {
  diagnoses: 'Diagnosis',
  parts: 'Part',
  proofs: 'Proof',
  ageDecades: 'Age, years',
  sexes: 'Sex',
  sites: 'Site',
};

const proofs: Readonly<Record<string, string>> = {
  histo: 'Histology',
  follow_up: 'Follow-up',
  consensus: 'Expert consensus',
  confocal: 'Confocal microscopy',
};

const parts: Readonly<Record<string, string>> = { train: 'Training', validation: 'Validation', test: 'Test' };

/** A facet's value for people. */
export function facetLabel(facet: FacetName, value: string): string {
  if (value === '') return 'Not known';
  switch (facet) {
    case 'diagnoses':
      return describeDiagnosis(value).id;
    case 'parts':
      return parts[value] ?? value;
    case 'proofs':
      return proofLabel(value);
    case 'ageDecades':
      return `${value} to ${Number(value) + 9}`;
    case 'sexes':
    case 'sites':
      return capitalise(value);
  }
}

/** How a diagnosis was proven: `histo` is `Histology`. */
export function proofLabel(proof: string): string {
  return proofs[proof] ?? capitalise(proof);
}
