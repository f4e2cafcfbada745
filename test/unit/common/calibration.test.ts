import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { applyTemperature, calibrationErrorByChance, expectedCalibrationError, reliability } from '../../../common/metrics/calibration.ts';
import { fitCalibration } from '../../../common/metrics/fit-calibration.ts';
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

describe('calibrationErrorByChance', () => {
  it('is what honest probabilities show, less the more photographs there are', () => {
    const { rows, actual } = drawn(4000);
    const few = calibrationErrorByChance(rows.slice(0, 200), { seed: 1 });
    const many = calibrationErrorByChance(rows, { seed: 1 });
    expect(few).toBeGreaterThan(2 * many);
    expect(Math.abs(expectedCalibrationError(reliability(actual, rows)) - many)).toBeLessThan(many);
    expect(calibrationErrorByChance([], { seed: 1 })).toBe(0);
  });
});

describe('fitCalibration', () => {
  it('finds the temperature and the bias again', () => {
    const { rows, actual } = drawn(4000);
    const honest = fitCalibration(actual, rows, 3);
    expect(Math.abs(honest.temperature - 1)).toBeLessThan(0.1);
    for (const value of honest.bias) expect(Math.abs(value)).toBeLessThan(0.1);
    const bias = [1.2, -0.9, -0.3];
    for (const temperature of [0.5, 2]) {
      // softmax(log(p) * t - bias * t), which the fit is to undo: 1 / t and the bias.
      const shift = bias.map((value) => -value * temperature);
      const bent = rows.map((row) => applyTemperature(row, 1 / temperature, shift));
      const fit = fitCalibration(actual, bent, 3);
      expect(Math.abs(fit.temperature - temperature)).toBeLessThan(0.1 * temperature);
      fit.bias.forEach((value, label) => expect(Math.abs(value - (bias[label] ?? 0))).toBeLessThan(0.12));
    }
  });

  it('stands still without photographs, and stays in bounds where nothing is wrong or nothing is right', () => {
    expect(fitCalibration([], [], 3)).toEqual({ temperature: 1, bias: [0, 0, 0] });
    const sure = Array.from({ length: 60 }, (_, index) => [0, 1, 2].map((label) => (label === index % 3 ? 0.98 : 0.01)));
    const right = sure.map((_, index) => index % 3);
    const { temperature } = fitCalibration(right, sure, 3);
    expect(temperature).toBeGreaterThanOrEqual(0.05);
    expect(temperature).toBeLessThan(1);
    const wrong = right.map((label) => (label + 1) % 3);
    expect(fitCalibration(wrong, sure, 3).temperature).toBeCloseTo(20, 9);
    expect(fitCalibration([-1, 3], sure.slice(0, 2), 3)).toEqual({ temperature: 1, bias: [0, 0, 0] });
  });

  it('never makes the log loss worse, and its bias sums to 0', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 40 }), (photographs) => {
        const rows = photographs.map(([probabilities]) => probabilities);
        const actual = photographs.map(([, label]) => label);
        const { temperature, bias } = fitCalibration(actual, rows, 3);
        const loss = (at: readonly number[][]): number => classificationMetrics(['a', 'b', 'c'], actual, at).logLoss;
        expect(loss(rows.map((probabilities) => applyTemperature(probabilities, temperature, bias)))).toBeLessThanOrEqual(
          loss(rows) + 1e-6,
        );
        expect(Math.abs(bias.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('temperature', () => {
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
