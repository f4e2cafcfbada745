import { expect, it } from 'vitest';
import { exactMcNemar } from '../../../../../common/metrics/mcnemar.ts';
import { comparisonNotes, verdictSentence } from '../../../../../common/reports/comparison-sentences.ts';
import { describeComparison } from '../../../../../main/cli/text/comparison.ts';
import { comparePredictions } from '../../../../../main/services/comparison/compare-predictions.ts';
import type { JudgedPhotograph, Judgement } from '../../../../../main/services/comparison/compare-predictions.ts';
import { comparedEvaluation } from '../../../../helpers/compared-evaluation.ts';

const never = new AbortController().signal;

/** Photographs by their diagnosis, each a lesion of its own unless one is named. */
function photographsOf(diagnoses: readonly string[], lesions: readonly (string | null)[] = []): JudgedPhotograph[] {
  return diagnoses.map((diagnosis, index) => ({
    id: index + 10,
    imageId: `ISIC_${index}`,
    diagnosis,
    lesionId: lesions[index] === undefined ? `L${index}` : lesions[index],
  }));
}

/** A run that gives .8 to the class it names. */
function judgement(runId: number, classes: readonly string[], named: readonly string[], changes: Partial<Judgement> = {}): Judgement {
  const rest = 0.2 / (classes.length - 1);
  return {
    runId,
    classes,
    shares: classes.map(() => 1 / classes.length),
    partSize: named.length,
    evaluation: comparedEvaluation(runId),
    answers: named.map((name) => {
      const row = classes.map((label) => (label === name ? 0.8 : rest));
      return { said: { probabilities: row, votes: row }, naming: 'network' };
    }),
    ...changes,
  };
}

it('counts who is right on what, and figures each run and the difference', async () => {
  const photographs = photographsOf(['mel', 'mel', 'mel', 'mel', 'nv', 'nv']);
  const runs = [
    judgement(1, ['mel', 'nv'], ['mel', 'mel', 'nv', 'nv', 'nv', 'nv']),
    judgement(2, ['mel', 'nv'], ['mel', 'nv', 'mel', 'mel', 'nv', 'mel']),
  ];
  const {
    classes,
    supports,
    lesionCount,
    runs: figures,
    differences,
    photographs: columns,
  } = await comparePredictions(photographs, runs, 0, never);
  expect({ classes, supports, lesionCount }).toEqual({ classes: ['mel', 'nv'], supports: [4, 2], lesionCount: 6 });
  expect(figures.map((run) => [run.balancedAccuracy, run.accuracy, run.recall, run.byLesion])).toEqual([
    [0.75, 4 / 6, [0.5, 1], null],
    [0.625, 4 / 6, [0.75, 0.5], null],
  ]);
  expect(differences).toMatchObject([
    {
      runId: 2,
      balancedAccuracy: -0.125,
      accuracy: 0,
      lesions: null,
      interval: { level: 0.95 },
      photographs: { both: 2, onlyReference: 2, onlyOther: 2, neither: 0, p: 1, adjustedP: 1 },
    },
  ]);
  expect(columns).toEqual({
    ids: [10, 11, 12, 13, 14, 15],
    imageIds: ['ISIC_0', 'ISIC_1', 'ISIC_2', 'ISIC_3', 'ISIC_4', 'ISIC_5'],
    actual: [0, 0, 0, 0, 1, 1],
    named: [
      [0, 0, 1, 1, 1, 1],
      [0, 1, 0, 0, 1, 0],
    ],
  });
});

it('lines up runs that know different diagnoses; what a run has never learned counts against it', async () => {
  const photographs = photographsOf(['mel', 'nv', 'df']);
  const runs = [judgement(1, ['nv', 'mel'], ['mel', 'nv', 'nv']), judgement(2, ['mel', 'nv', 'df'], ['nv', 'nv', 'df'])];
  const { classes, runs: figures, differences } = await comparePredictions(photographs, runs, 1, never);
  expect(classes).toEqual(['mel', 'nv', 'df']);
  expect(figures.map(({ recall }) => recall)).toEqual([
    [1, 1, 0],
    [0, 1, 1],
  ]);
  // The mean of mel (1) and nv (.75: the photograph of df scores as high as that of nv); to df it gives no score.
  expect(figures[0]!.macroAuc).toBe(0.875);
  expect(differences).toMatchObject([{ runId: 1, photographs: { both: 1, onlyReference: 1, onlyOther: 1, neither: 0 } }]);
});

it('counts each lesion once by the mean of its photographs, named by the rule of each run', async () => {
  const photographs = photographsOf(['mel', 'mel', 'nv', 'nv'], ['A', 'A', 'B', null]);
  const rare = { shares: [0.1, 0.9] };
  const nearly = [0.3, 0.7];
  const answers = [nearly, nearly, [0.05, 0.95], [0.05, 0.95]].map((row) => ({
    said: { probabilities: row, votes: row },
    naming: 'balanced' as const,
  }));
  const runs = [judgement(1, ['mel', 'nv'], ['mel', 'nv', 'nv', 'nv']), judgement(2, ['mel', 'nv'], [], { ...rare, answers })];
  const { lesionCount, runs: figures, differences } = await comparePredictions(photographs, runs, 0, never);
  expect(lesionCount).toBe(3);
  // Lesion A of run 1 is a tie of .5 and .5: the first class.
  expect(figures.map(({ byLesion, accuracy, naming }) => [byLesion, accuracy, naming])).toEqual([
    [{ accuracy: 1, balancedAccuracy: 1 }, 0.75, 'network'],
    [{ accuracy: 1, balancedAccuracy: 1 }, 1, 'balanced'],
  ]);
  expect(differences[0]!.lesions).toMatchObject({ both: 3, onlyReference: 0, onlyOther: 0, neither: 0, p: 1 });
});

it('makes up for comparing several runs with the reference: wider intervals, larger p-values', async () => {
  const right = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'mel' : 'nv'));
  const wrongOn = (count: number): string[] => right.map((label, index) => (index < count ? (label === 'mel' ? 'nv' : 'mel') : label));
  const photographs = photographsOf(right);
  const runs = [wrongOn(8), right, wrongOn(7)].map((named, index) => judgement(index + 1, ['mel', 'nv'], named));
  const figures = await comparePredictions(photographs, runs, 0, never);
  const [better, same] = figures.differences;
  expect([better!.runId, same!.runId]).toEqual([2, 3]);
  expect(better!.interval!.level).toBeCloseTo(0.975, 12);
  expect(better!.photographs.p).toBeCloseTo(exactMcNemar(0, 8), 12);
  expect(better!.photographs.adjustedP).toBeCloseTo(2 * exactMcNemar(0, 8), 12);
  expect(same!.photographs.adjustedP).toBe(1);
  expect(verdictSentence('A', 'B', better!)).toMatch(
    /^B is better than A, and by more than chance: \+0\.200 in balanced accuracy, 97\.5 % interval \+0\.\d{3} to \+0\.\d{3}\.$/,
  );
  expect(verdictSentence('A', 'C', same!)).toContain('do not decide');

  const comparison = { part: 'validation' as const, referenceRunId: 1, datasetId: 1, ...figures };
  const names = new Map([
    [1, 'A'],
    [2, 'B'],
    [3, 'C'],
  ]);
  expect(comparisonNotes(comparison, names).join(' ')).toContain('adjusted (Holm)');
  const text = describeComparison(comparison, names);
  expect(text).toContain('On the validation part: 40 photographs of 40 lesions');
  expect(text).toMatch(/1 {2}A \* +0\.800/);
  expect(text).toMatch(/B +photographs +32 +0 +8 +0 {2}p = 0\.016/);
  expect(text).toMatch(/mel +20 +0\.800 +1\.000 \(\+0\.200\)/);
});

it('tells what makes figures unlike: other views, other parts, what was learned, a rule chosen after looking', () => {
  const evaluation = judgement(1, ['mel', 'nv'], []).evaluation;
  const base = {
    naming: 'network' as const,
    balancedAccuracy: 0,
    interval: null,
    accuracy: 0,
    byLesion: null,
    macroAuc: null,
    logLoss: 0,
    calibrationError: 0,
    recall: [],
  };
  const notes = comparisonNotes(
    {
      part: 'test',
      referenceRunId: 1,
      datasetId: 1,
      classes: [],
      supports: [],
      lesionCount: 1,
      differences: [],
      photographs: { ids: [10], imageIds: ['ISIC_0'], actual: [0], named: [[0], [0]] },
      runs: [
        { ...base, runId: 1, partSize: 3, evaluation: { ...evaluation, views: 8, trainingOverlap: 2 } },
        { ...base, runId: 2, partSize: 1, evaluation: { ...evaluation, namingOpenings: 1 } },
      ],
    },
    new Map([[1, 'A']]),
  );
  expect(notes.join('\n')).toMatch(
    /1, out of 3 of A\..*\n.*A in 8, run 2 in 1\.\n.*what A learned from.*\n.*rule of run 2.*\n.*did not open the test part again/,
  );
});

it('stops when nobody waits for it any more', async () => {
  const gone = AbortSignal.abort();
  const runs = [judgement(1, ['mel', 'nv'], ['mel']), judgement(2, ['mel', 'nv'], ['nv'])];
  await expect(comparePredictions(photographsOf(['mel']), runs, 0, gone)).rejects.toThrow(/abort/i);
});
