import { expect, test } from 'vitest';
import { TeacherTargets } from '../../../../engine/training/teacher-targets.ts';

const answers = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.5, 0.5);
const soften = (row: readonly number[], temperature: number): number[] => {
  const raised = row.map((value) => value ** (1 / temperature));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
};
const expectRows = (found: Float32Array, rows: readonly number[][]): void =>
  rows.flat().forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));

test('each photograph of a batch gets its own softened row, however often it is shown', () => {
  const targets = new TeacherTargets(answers, 2, 2);
  expectRows(targets.take(Int32Array.of(1, 0, 1), undefined), [soften([0.2, 0.8], 2), soften([0.9, 0.1], 2), soften([0.2, 0.8], 2)]);
});

test('mixed photographs get mixed rows: with the next one in the batch, the last with the first', () => {
  const targets = new TeacherTargets(answers, 2, 1);
  const partners = { labels: Int32Array.of(0, 0), shares: Float32Array.of(0.75, 1) };
  expectRows(targets.take(Int32Array.of(0, 1), partners), [
    [0.75 * 0.9 + 0.25 * 0.2, 0.75 * 0.1 + 0.25 * 0.8],
    [0.2, 0.8],
  ]);
});

test('no entry is 0, however sure the teacher is', () => {
  const [sure, never] = new TeacherTargets(Float32Array.of(1, 0), 2, 1).take(Int32Array.of(0), undefined);
  expect(sure).toBeCloseTo(1, 6);
  expect(Number.isFinite(Math.log(never!))).toBe(true);
});
