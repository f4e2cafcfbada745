import { describe, expect, it } from 'vitest';
import { inTwoLines, shortened } from '../../../../../../renderer/components/charts/parallel/fit-words.ts';
import { nearestLine } from '../../../../../../renderer/components/charts/parallel/nearest-line.ts';
import { scoreColour } from '../../../../../../renderer/components/charts/parallel/score-colour.ts';
import { contrast } from '../../../../../../renderer/styles/contrast.ts';

describe('the line under the pointer', () => {
  const lines = [
    {
      id: 1,
      points: [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 200, y: 100 },
      ],
    },
    {
      id: 2,
      points: [
        { x: 0, y: 40 },
        { x: 100, y: 40 },
        { x: 200, y: 0 },
      ],
    },
  ];

  it('is the nearest one, measured across it', () => {
    expect(nearestLine(lines, 50, 8, 12)).toBe(1);
    expect(nearestLine(lines, 50, 30, 12)).toBe(2);
    // 8 px below a line at 45 degrees are less than 6 across.
    expect(nearestLine(lines, 180, 88, 6)).toBe(1);
  });

  it('is none where all are far, and the one on top where two meet', () => {
    expect(nearestLine(lines, 50, 20, 12)).toBeNull();
    expect(nearestLine(lines, 400, 0, 12)).toBeNull();
    expect(nearestLine([...lines, { id: 3, points: lines[0]!.points }], 50, 0, 12)).toBe(3);
  });
});

describe('names of axes', () => {
  it('break between words and end in an ellipsis', () => {
    expect(inTwoLines('Dropout', 10)).toEqual(['Dropout']);
    expect(inTwoLines('Learning rate', 10)).toEqual(['Learning', 'rate']);
    expect(inTwoLines('Average of the weights', 12)).toEqual(['Average of', 'the weights']);
    expect(inTwoLines('Gradients clipped at some norm', 10)).toEqual(['Gradients', 'clipped a…']);
    expect(shortened('Effective-number weights', 9)).toBe('Effectiv…');
  });
});

describe.each(['light', 'dark'] as const)('colours of scores, %s', (theme) => {
  const grounds = theme === 'light' ? ['#f7f7f7', '#ffffff'] : ['#1f1f1f', '#262626'];

  it('can be seen, the better the clearer', () => {
    const seen = [0, 0.25, 0.5, 0.75, 1].map((goodness) => contrast(scoreColour(goodness, theme), grounds[0]!));
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    for (const ground of grounds) expect(contrast(scoreColour(-1, theme), ground)).toBeGreaterThanOrEqual(3);
  });
});
