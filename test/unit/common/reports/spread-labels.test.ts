import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../../../common/reports/spread-labels.ts';

describe('labels at the ends of lines', () => {
  it('stay where they wish while there is room', () => {
    expect(spreadLabels([90, 10, 50], 14, 0, 100)).toEqual([90, 10, 50]);
  });

  it('make room for each other, and stay inside', () => {
    expect(spreadLabels([99, 100], 14, 0, 100)).toEqual([86, 100]);
    expect(spreadLabels([0, 0], 14, 0, 100)).toEqual([0, 14]);
  });

  it('never overlap, leave the area or change order, whatever they wish', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { minLength: 1, maxLength: 12 }), (wishes) => {
        const gap = 14;
        const centres = spreadLabels(wishes, gap, 0, 200);
        const order = wishes.map((_, index) => index).sort((a, b) => wishes[a]! - wishes[b]!);
        for (const centre of centres) expect(centre >= -1e-9 && centre <= 200 + 1e-9).toBe(true);
        for (let index = 1; index < order.length; index++) {
          expect(centres[order[index]!]! - centres[order[index - 1]!]!).toBeGreaterThanOrEqual(gap - 1e-9);
        }
      }),
    );
  });
});
