import { describe, expect, it } from 'vitest';
import { dragged, moved, stepped } from '../../../../../../renderer/components/charts/parallel/axis-brush.ts';
import type { ChoiceAxis, NumberAxis } from '../../../../../../renderer/components/charts/parallel/parallel-axis.ts';

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
const loss: ChoiceAxis = {
  id: 'loss',
  label: 'Loss',
  kind: 'choice',
  choices: ['a', 'b', 'c', 'd'].map((value) => ({ value, label: value.toUpperCase() })),
};

describe('brushes', () => {
  it('are drawn by a drag in either direction, and taken away by a click', () => {
    expect(dragged(score, 0.6, 0.2)).toEqual({ low: 0.2, high: 0.6 });
    expect(dragged(score, -0.3, 0.5)).toEqual({ low: 0, high: 0.5 });
    expect(dragged(score, 0.5, 0.505)).toBeNull();
    expect(dragged(score, -1, 2)).toBeNull();
  });

  it('take whole choices', () => {
    expect(dragged(loss, 0.6, 0.6)).toEqual({ low: 0.5, high: 0.75 });
    expect(dragged(loss, 0.9, 0.3)).toEqual({ low: 0.25, high: 1 });
    expect(dragged(loss, 1, 1)).toEqual({ low: 0.75, high: 1 });
    expect(dragged(loss, 0, 1)).toBeNull();
  });

  it('move as they are, no further than the axis', () => {
    const high = moved(score, { low: 0.2, high: 0.4 }, 0.9);
    expect(high?.low).toBeCloseTo(0.8);
    expect(high?.high).toBeCloseTo(1);
    expect(moved(loss, { low: 0.5, high: 0.75 }, -0.3)).toEqual({ low: 0.25, high: 0.5 });
  });

  it('are set by keys: a twentieth, or a choice, a step, one end never past the other', () => {
    expect(stepped(score, undefined, 'low', 1)).toEqual({ low: 0.05, high: 1 });
    expect(stepped(score, { low: 0.05, high: 1 }, 'low', -1)).toBeNull();
    expect(stepped(score, { low: 0.5, high: 0.55 }, 'low', 4)).toEqual({ low: 0.5, high: 0.55 });
    expect(stepped(loss, undefined, 'high', -1)).toEqual({ low: 0, high: 0.75 });
    expect(stepped(loss, { low: 0, high: 0.25 }, 'high', -5)).toEqual({ low: 0, high: 0.25 });
    const narrow = { low: 0.5, high: 0.52 };
    expect([stepped(score, narrow, 'low', 1), stepped(score, narrow, 'high', -1)]).toEqual([narrow, narrow]);
    expect(stepped(score, narrow, 'low', -1)?.low).toBeCloseTo(0.45);
  });
});
