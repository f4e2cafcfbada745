import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosisIds } from '../../../common/domain/diagnosis.ts';
import { diagnosisTree } from '../../../common/domain/diagnosis-tree.ts';
import { searchDifferential } from '../../../common/metrics/beam-search.ts';

const tree = diagnosisTree(diagnosisIds);
const probabilities = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 7, maxLength: 7 })
  .map((values) => new Map(diagnosisIds.map((label, index) => [label, (values[index] ?? 0) / 1000])));

describe('the differential by beam search', () => {
  it('is the exact ranking at full width', () => {
    fc.assert(
      fc.property(probabilities, fc.integer({ min: 7, max: 12 }), (by, width) => {
        const found = searchDifferential(tree, by, width);
        expect(found).toHaveLength(7);
        const exact = [...by.values()].sort((a, b) => b - a);
        expect(found.map(({ probability }) => probability)).toEqual(exact);
        for (const { label, probability } of found) expect(probability).toBe(by.get(label));
      }),
    );
  });

  it('is greedy at width 1: malignant or benign, then the group, then the diagnosis', () => {
    fc.assert(
      fc.property(probabilities, (by) => {
        const mass = (labels: readonly string[]): number => labels.reduce((sum, label) => sum + (by.get(label) ?? 0), 0);
        const best = (choices: readonly (readonly string[])[]): readonly string[] =>
          choices.reduce((chosen, choice) => (mass(choice) > mass(chosen) ? choice : chosen));
        const half = best([
          ['mel', 'bcc', 'akiec'],
          ['nv', 'bkl', 'df', 'vasc'],
        ]);
        const group = best(half.includes('mel') ? [['mel'], ['bcc', 'akiec']] : [['nv'], ['bkl'], ['df'], ['vasc']]);
        const [label] = best(group.map((one) => [one]));
        expect(searchDifferential(tree, by, 1).map((found) => found.label)).toEqual([label]);
      }),
    );
  });

  it('may miss the most probable diagnosis where it is greedy, and tells the way to each', () => {
    const by = new Map([
      ['nv', 0.4],
      ['mel', 0.2],
      ['bcc', 0.25],
      ['akiec', 0.15],
    ]);
    expect(searchDifferential(tree, by, 1)).toEqual([{ label: 'bcc', probability: 0.25, path: ['Malignant', 'Keratinocytic'] }]);
    expect(searchDifferential(tree, by, 3)[0]).toEqual({ label: 'nv', probability: 0.4, path: ['Benign', 'Melanocytic'] });
  });

  it('has a place for labels of other collections', () => {
    const other = diagnosisTree(['scc', 'sk', 'angiofibroma']);
    const by = new Map([
      ['angiofibroma', 0.5],
      ['scc', 0.3],
      ['sk', 0.2],
    ]);
    expect(searchDifferential(other, by, 3).map(({ label, path }) => [label, ...path])).toEqual([
      ['angiofibroma', 'Benign', 'Other'],
      ['scc', 'Malignant', 'Keratinocytic'],
      ['sk', 'Benign', 'Keratinocytic'],
    ]);
  });
});
