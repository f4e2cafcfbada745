import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classificationMetrics } from '../../../common/metrics/classification.ts';
import { malignantRecall, recallAtHalf } from '../../../common/metrics/recall.ts';

const classes = ['mel', 'bcc', 'nv'];

test('recall at one half asks for more than half, not for the most', () => {
  const rows = [
    [0.5, 0.5, 0],
    [0.51, 0.29, 0.2],
    [0.4, 0.3, 0.3],
    [0.1, 0.2, 0.7],
  ];
  expect(recallAtHalf([0, 0, 0, 2], rows)).toBe(2 / 4);
  expect(recallAtHalf([0, 0, 0, 0], rows)).toBe(1 / 4);
  expect(recallAtHalf([], [])).toBe(0);
});

test('the recall of the malignant counts any malignant diagnosis as found, and benign photographs not at all', () => {
  // 5 melanomas, one of them taken for a carcinoma and two for nevi; a carcinoma taken for a melanoma; nevi of all kinds.
  const confusion = [
    [2, 1, 2],
    [1, 0, 0],
    [3, 3, 30],
  ];
  expect(malignantRecall(classes, confusion)).toBe(4 / 6);
  expect(
    malignantRecall(
      ['nv', 'df'],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ).toBeNull();
  expect(
    malignantRecall(classes, [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 9],
    ]),
  ).toBeNull();
});

test('neither is above what bounds it', () => {
  const photograph = fc.tuple(
    fc.nat(2),
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  );
  fc.assert(
    fc.property(fc.array(photograph, { minLength: 1, maxLength: 20 }), (photographs) => {
      const labels = photographs.map(([label]) => label);
      const rows = photographs.map(([, parts]) => parts.map((part) => part / (parts[0] + parts[1] + parts[2])));
      const { accuracy, confusion, perClass } = classificationMetrics(classes, labels, rows);
      expect(recallAtHalf(labels, rows)).toBeLessThanOrEqual(accuracy);
      const malignant = malignantRecall(classes, confusion);
      const ownFound = perClass.slice(0, 2).reduce((sum, { recall, support }) => sum + (recall ?? 0) * support, 0);
      const support = perClass.slice(0, 2).reduce((sum, each) => sum + each.support, 0);
      if (malignant === null) expect(support).toBe(0);
      else expect(malignant).toBeGreaterThanOrEqual(ownFound / support - 1e-12);
    }),
  );
});
