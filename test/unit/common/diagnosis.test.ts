import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDiagnosis, diagnoses, diagnosisIds, orderDiagnoses } from '../../../common/domain/diagnosis.ts';

describe('the diagnoses', () => {
  it('are seven, malignant first, each with a colour of its own', () => {
    expect(diagnosisIds).toEqual(['mel', 'bcc', 'akiec', 'nv', 'bkl', 'df', 'vasc']);
    expect(diagnoses.map(({ isMalignant }) => isMalignant)).toEqual([true, true, true, false, false, false, false]);
    expect(new Set(diagnoses.map(({ colour }) => colour)).size).toBe(7);
  });

  it('are described by their short name, others by what they are called', () => {
    expect(describeDiagnosis('mel')).toMatchObject({ name: 'Melanoma', isMalignant: true });
    expect(describeDiagnosis('xyz')).toEqual({ id: 'xyz', name: 'xyz', isMalignant: false, colour: '#8A8A8A' });
  });

  it('are sorted in their fixed order, with others after them by name', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['mel', 'bcc', 'akiec', 'nv', 'bkl', 'df', 'vasc', 'alopecia', 'zoster']), (labels) => {
        const before = [...labels];
        const all = [...diagnosisIds, 'alopecia', 'zoster'];
        expect(orderDiagnoses(labels)).toEqual(all.filter((label) => labels.includes(label)));
        expect(labels).toEqual(before);
      }),
    );
  });
});
