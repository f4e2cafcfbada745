import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChoiceAxis, NumberAxis } from '../../../../../../renderer/components/charts/parallel/parallel-axis.ts';
import { askedBy, describeBrush, passes, placed } from '../../../../../../renderer/components/charts/parallel/value-brush.ts';

const score: NumberAxis = {
  id: 'score',
  label: 'Score',
  kind: 'number',
  min: 0,
  max: 1,
  isLog: false,
  isWhole: false,
  format: (value) => value.toFixed(2),
};
const rate: NumberAxis = { ...score, id: 'rate', min: 1e-5, max: 1e-1, isLog: true, format: String };
const whole: NumberAxis = { ...score, id: 'whole', min: 8, max: 64, isWhole: true, format: String };
const loss: ChoiceAxis = {
  id: 'loss',
  label: 'Loss',
  kind: 'choice',
  choices: ['a', 'b', 'c', 'd'].map((value) => ({ value, label: value.toUpperCase() })),
};

describe('what brushes ask for', () => {
  it('lets pass what stands in all of them, their ends included', () => {
    const axes = [score, loss];
    const top = { low: 0.75, high: null };
    expect(passes(axes, [0.2, 'a'], {})).toBe(true);
    expect(passes(axes, [0.2, 'a'], { score: { low: 0.2, high: 0.4 } })).toBe(true);
    expect(passes(axes, [0.19, 'a'], { score: { low: 0.2, high: 0.4 } })).toBe(false);
    expect(passes(axes, [0.3, 'b'], { score: { low: 0.2, high: 0.4 }, loss: top })).toBe(false);
    expect(passes(axes, [null, 'a'], { loss: top })).toBe(true);
    expect(passes(axes, [null, 'a'], { score: { low: null, high: 0.4 } })).toBe(false);
  });

  it('stays where it was put while the axis grows, and open where it was put at its end', () => {
    const young = { ...score, min: 0.4, max: 0.6 };
    const grown = { ...score, min: 0.2, max: 0.8 };
    const asked = askedBy(young, { low: 0.5, high: 1 });
    expect(asked).toEqual({ low: expect.closeTo(0.5) as number, high: null });
    expect(placed(grown, asked)).toEqual({ low: expect.closeTo(0.5) as number, high: 1 });
    expect([0.49, 0.51, 0.79].map((value) => passes([grown], [value], { score: asked }))).toEqual([false, true, true]);
    const between = askedBy(young, { low: 0.25, high: 0.75 });
    expect([0.44, 0.46, 0.54, 0.56].map((value) => passes([grown], [value], { score: between }))).toEqual([false, true, true, false]);
    // Beyond an axis that has moved away it is drawn at its end, and asks for what it asked for.
    expect(placed({ ...score, min: 0.7, max: 0.9 }, between)).toEqual({ low: 0, high: 0 });
    expect(passes([{ ...score, min: 0.7, max: 0.9 }], [0.7], { score: between })).toBe(false);
  });

  it('says so in words', () => {
    expect(describeBrush(score, { low: 0.25, high: 0.75 })).toBe('0.25 to 0.75');
    expect(describeBrush(score, { low: 0.25, high: null })).toBe('0.25 and more');
    expect(describeBrush(score, { low: null, high: 0.75 })).toBe('up to 0.75');
    expect(describeBrush(whole, { low: 20.6, high: 40.9 })).toBe('21 to 40');
    expect(describeBrush(whole, { low: 20.6, high: 20.8 })).toBe('nothing');
    expect(describeBrush(loss, { low: 0.25, high: 0.75 })).toBe('B, C');
    expect(describeBrush(loss, { low: 0.75, high: null })).toBe('A');
  });

  it('keeps what was drawn: it stands where it stood, and its ends pass', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(score, rate, whole),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        fc.double({ min: 0.51, max: 0.999, noNaN: true }),
        (axis, low, high) => {
          const asked = askedBy(axis, { low, high });
          const again = placed(axis, asked);
          expect(again.low).toBeCloseTo(low, 9);
          expect(again.high).toBeCloseTo(high, 9);
          expect(passes([axis], [asked.low], { [axis.id]: asked }) && passes([axis], [asked.high], { [axis.id]: asked })).toBe(true);
        },
      ),
    );
  });
});
