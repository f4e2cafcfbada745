import { describe, expect, it } from 'vitest';
import { describeDiagnosis } from '../../../common/domain/diagnosis.ts';
import { diagnosisLabel, shortNameOf } from '../../../common/domain/diagnosis-names.ts';

describe('class labels', () => {
  it.each([
    ['Melanoma, NOS', 'mel'],
    ['basal_cell_carcinoma', 'bcc'],
    ['Melanocytic  nevi', 'nv'],
    ['NV', 'nv'],
    ['Pigmented Benign Keratosis', 'pbk'],
    ['squamous cell carcinoma', 'scc'],
  ])('%s is %s', (words, label) => {
    expect(diagnosisLabel(words)).toBe(label);
    expect(describeDiagnosis(label).name).not.toBe(label);
  });

  it('leaves what it does not know as it is worded', () => {
    expect(shortNameOf('Angiofibroma')).toBeNull();
    expect(diagnosisLabel(' Angiofibroma ')).toBe('angiofibroma');
  });

  it('knows squamous cell carcinoma as malignant', () => {
    expect([describeDiagnosis('scc').isMalignant, describeDiagnosis('sk').isMalignant]).toEqual([true, false]);
  });
});
