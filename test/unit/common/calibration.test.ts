import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { applyTemperature, expectedCalibrationError, fitTemperature, reliability } from '../../../common/metrics/calibration.ts';
import { argMax, classificationMetrics } from '../../../common/metrics/classification.ts';

const row = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }).map((values) => {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
});

/** Photographs of three classes whose true probabilities are known: labels are drawn from them. */
function drawn(count: number): { rows: number[][]; actual: number[] } {
  const random = new SeededRandom(7, 'calibration');
  const rows = Array.from({ length: count }, () => applyTemperature([random.next(), random.next(), random.next()], 0.25));
  const actual = rows.map((probabilities) => {
    const at = random.next();
    return at < probabilities[0]! ? 0 : at < probabilities[0]! + probabilities[1]! ? 1 : 2;
  });
  return { rows, actual };
}

describe('reliability', () => {
  it('counts every photograph once, 0 and 1 among them', () => {
    const bins = reliability(
      [0, 1, 0],
      [
        [1, 0],
        [0, 1],
        [0.5, 0.5],
      ],
      10,
    );
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 2]);
    expect(expectedCalibrationError(bins)).toBeCloseTo((1 / 3) * 0.5, 12);
    expect(expectedCalibrationError(reliability([], []))).toBe(0);
  });

  it('is worse for who is too sure', () => {
    const { rows, actual } = drawn(4000);
    const honest = expectedCalibrationError(reliability(actual, rows));
    const sure = expectedCalibrationError(
      reliability(
        actual,
        rows.map((probabilities) => applyTemperature(probabilities, 0.4)),
      ),
    );
    expect(honest).toBeLessThan(0.03);
    expect(sure).toBeGreaterThan(0.08);
  });
});

describe('temperature', () => {
  it('is found again', () => {
    const { rows, actual } = drawn(4000);
    const honest = fitTemperature(actual, rows);
    expect(Math.abs(honest - 1)).toBeLessThan(0.1);
    for (const temperature of [0.4, 2.5]) {
      const bent = rows.map((probabilities) => applyTemperature(probabilities, temperature));
      expect(fitTemperature(actual, bent) * temperature).toBeCloseTo(honest, 3);
    }
    expect(fitTemperature([], [])).toBe(1);
  });

  it('never makes the log loss worse', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 40 }), (photographs) => {
        const rows = photographs.map(([probabilities]) => probabilities);
        const actual = photographs.map(([, label]) => label);
        const temperature = fitTemperature(actual, rows);
        const loss = (at: readonly number[][]): number => classificationMetrics(['a', 'b', 'c'], actual, at).logLoss;
        expect(loss(rows.map((probabilities) => applyTemperature(probabilities, temperature)))).toBeLessThanOrEqual(loss(rows) + 1e-6);
      }),
    );
  });

  it('keeps the order of the classes and the sum', () => {
    fc.assert(
      fc.property(row, fc.double({ min: 0.1, max: 10, noNaN: true }), (probabilities, temperature) => {
        const scaled = applyTemperature(probabilities, temperature);
        expect(scaled.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        const best = argMax(probabilities);
        for (const value of scaled) expect(scaled[best]!).toBeGreaterThanOrEqual(value - 1e-12);
      }),
    );
  });
});
