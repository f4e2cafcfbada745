import { describe, expect, it } from 'vitest';
import { confusionShade } from '../../../../../renderer/components/charts/confusion-shades.ts';
import { contrast } from '../../../../../renderer/styles/contrast.ts';

describe.each(['light', 'dark'] as const)('cells of a confusion matrix, %s', (theme) => {
  it('can be read at every share', () => {
    for (let percent = 0; percent <= 100; percent++) {
      const { ground, ink } = confusionShade(percent / 100, theme);
      expect(contrast(ground, ink), `${percent} %`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('are told apart from empty ones even at one percent', () => {
    expect(confusionShade(0.01, theme).ground).not.toBe(confusionShade(0, theme).ground);
  });
});
