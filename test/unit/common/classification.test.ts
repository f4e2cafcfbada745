import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  areaUnderRoc,
  argMax,
  balancedAccuracy,
  ClassificationMetrics,
  classificationMetrics,
  confusionMatrix,
  recallPerClass,
} from '../../../common/metrics/classification.ts';

describe('argMax', () => {
  it('finds the largest value, the first of equal ones', () => {
    expect(argMax([0.1, 0.7, 0.2])).toBe(1);
    expect(argMax([0.4, 0.4, 0.2])).toBe(0);
    expect(argMax(Float32Array.of(-3, -2, -2))).toBe(1);
  });
});

describe('confusion matrix, recall and balanced accuracy', () => {
  // Six photographs of class 0 (four found), two of class 1 (one found), none of class 2.
  const actual = [0, 0, 0, 0, 0, 0, 1, 1];
  const predicted = [0, 0, 0, 0, 1, 2, 1, 0];
  const confusion = [
    [4, 1, 1],
    [1, 1, 0],
    [0, 0, 0],
  ];

  it('counts rows by the truth and columns by the prediction', () => {
    expect(confusionMatrix(actual, predicted, 3)).toEqual(confusion);
  });

  it('has no recall for a class without photographs', () => {
    expect(recallPerClass(confusion)).toEqual([4 / 6, 1 / 2, null]);
  });

  it('shares the diagonal out over all photographs', () => {
    expect(
      accuracyOf([
        [3, 1],
        [2, 4],
      ]),
    ).toBe(7 / 10);
    expect(accuracyOf([[0]])).toBe(0);
  });

  it('averages recall over the classes that have photographs', () => {
    expect(balancedAccuracy(confusion)).toBeCloseTo((4 / 6 + 1 / 2) / 2, 12);
    expect(balancedAccuracy([[0]])).toBe(0);
  });

  it('is 1 over the number of classes for whoever always answers the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 }), (supports) => {
        const always = supports.map((support) => [support, ...new Array<number>(supports.length - 1).fill(0)]);
        expect(balancedAccuracy(always)).toBeCloseTo(1 / supports.length, 12);
      }),
    );
  });
});

describe('area under the ROC curve', () => {
  const auc = (scores: number[], positives: boolean[]): number | null => areaUnderRoc(scores, (index) => positives[index]!);

  it.each([
    [[0.9, 0.8, 0.2, 0.1], [true, true, false, false], 1],
    [[0.1, 0.2, 0.8, 0.9], [true, true, false, false], 0],
    [[0.5, 0.5, 0.5, 0.5], [true, false, true, false], 0.5],
    // Pairs (positive, negative): (.8, .6) won, (.8, .4) won, (.4, .6) lost, (.4, .4) half.
    [[0.8, 0.6, 0.4, 0.4], [true, false, true, false], 2.5 / 4],
  ])('of %j for %j is %d', (scores, positives, expected) => {
    expect(auc(scores, positives)).toBeCloseTo(expected, 12);
  });

  it('does not exist without both kinds', () => {
    expect(auc([0.1, 0.2], [true, true])).toBeNull();
    expect(auc([0.1, 0.2], [false, false])).toBeNull();
    expect(auc([], [])).toBeNull();
  });

  it('is the share of pairs in the right order, ties counted half', () => {
    const photographs = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(photographs, (pairs) => {
        let right = 0;
        let total = 0;
        for (const [positive, isPositive] of pairs) {
          for (const [negative, isNegative] of pairs) {
            if (!isPositive || isNegative) continue;
            total++;
            right += positive > negative ? 1 : positive === negative ? 0.5 : 0;
          }
        }
        const computed = auc(
          pairs.map(([score]) => score),
          pairs.map(([, isPositive]) => isPositive),
        );
        if (total === 0) expect(computed).toBeNull();
        else expect(computed).toBeCloseTo(right / total, 10);
      }),
    );
  });
});

describe('classificationMetrics', () => {
  it('computes what one computes by hand', () => {
    const metrics = classificationMetrics(
      ['mel', 'nv', 'df'],
      [0, 0, 1, 1, 1],
      [
        [0.7, 0.2, 0.1],
        [0.3, 0.6, 0.1],
        [0.1, 0.8, 0.1],
        [0.2, 0.7, 0.1],
        [0.5, 0.4, 0.1],
      ],
    );
    expect(metrics).toMatchObject({ n: 5, accuracy: 3 / 5, majorityBaseline: 3 / 5 });
    expect(metrics.confusion).toEqual([
      [1, 1, 0],
      [1, 2, 0],
      [0, 0, 0],
    ]);
    expect(metrics.balancedAccuracy).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12);
    expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3) + Math.log(0.8) + Math.log(0.7) + Math.log(0.4)) / 5, 12);
    const [mel, nv, df] = metrics.perClass;
    // Melanoma's score is higher than a nevus's in 5 of 6 pairs, the nevus's the other way round also in 5 of 6.
    expect(mel).toMatchObject({ label: 'mel', support: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
    expect(mel!.auc).toBeCloseTo(5 / 6, 12);
    expect(nv).toMatchObject({ label: 'nv', support: 3, precision: 2 / 3, recall: 2 / 3 });
    expect(nv!.f1).toBeCloseTo(2 / 3, 12);
    expect(nv!.auc).toBeCloseTo(5 / 6, 12);
    expect(df).toEqual({ label: 'df', support: 0, precision: null, recall: null, f1: null, auc: null });
    expect(metrics.macroAuc).toBeCloseTo(5 / 6, 12);
  });

  it('has an answer for no photographs at all', () => {
    expect(classificationMetrics(['a', 'b'], [], [])).toMatchObject({
      n: 0,
      balancedAccuracy: 0,
      accuracy: 0,
      majorityBaseline: 0,
      macroAuc: null,
      logLoss: 0,
    });
  });

  it('stays finite where the truth got no probability', () => {
    expect(classificationMetrics(['a', 'b'], [0], [[0, 1]]).logLoss).toBeCloseTo(-Math.log(1e-7), 10);
  });

  it('satisfies its schema and its own identities for any predictions', () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(rows, (photographs) => {
        const metrics = classificationMetrics(
          ['a', 'b', 'c', 'd'],
          photographs.map(([label]) => label),
          photographs.map(([, probabilities]) => probabilities),
        );
        expect(ClassificationMetrics.parse(metrics)).toEqual(metrics);
        expect(metrics.perClass.reduce((total, { support }) => total + support, 0)).toBe(photographs.length);
        expect(metrics.confusion.flat().reduce((total, cell) => total + cell, 0)).toBe(photographs.length);
        // Accuracy is recall weighted by support.
        const weighted = metrics.perClass.reduce((total, { support, recall }) => total + support * (recall ?? 0), 0);
        expect(metrics.accuracy).toBeCloseTo(weighted / photographs.length, 10);
        expect(metrics.majorityBaseline).toBe(Math.max(...metrics.perClass.map(({ support }) => support)) / photographs.length);
        for (const { precision, recall, f1 } of metrics.perClass) {
          if (precision !== null && recall !== null && precision + recall > 0) {
            expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 10);
          }
        }
      }),
    );
  });
});
