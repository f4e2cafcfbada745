import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosisIds } from '../../../../common/domain/diagnosis.ts';
import { contrast } from '../../../../renderer/styles/contrast.ts';
import { diagnosisPaint } from '../../../../renderer/styles/diagnosis-paint.ts';

const css = readFileSync(new URL('../../../../renderer/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(theme: 'light' | 'dark'): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme='${theme}']`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]));
}

const surfaces = ['ground', 'page', 'panel', 'chrome', 'sunken', 'hover'];

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const tokens = tokensOf(theme);
  const on = (colour: string, surface: string): number => contrast(tokens.get(colour)!, tokens.get(surface)!);

  it.each(['text', 'text-muted', 'text-faint', 'accent-text'])('has readable %s on every surface', (text) => {
    for (const surface of surfaces) expect(on(text, surface), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  it('has readable text on selections, buttons and notices', () => {
    expect(on('text', 'selection')).toBeGreaterThanOrEqual(4.5);
    expect(on('text-muted', 'selection')).toBeGreaterThanOrEqual(4.5);
    expect(on('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5);
    expect(on('on-accent', 'accent-hover')).toBeGreaterThanOrEqual(4.5);
    expect(on('text', 'warning-ground')).toBeGreaterThanOrEqual(4.5);
    expect(on('text', 'failure-ground')).toBeGreaterThanOrEqual(4.5);
    for (const surface of ['page', 'panel', 'chrome']) {
      for (const tone of ['warning', 'failure', 'success']) expect(on(tone, surface), `${tone} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('shows controls, focus, lines and the marks of all diagnoses', () => {
    for (const surface of ['page', 'panel']) {
      for (const graphic of ['control-edge', 'focus', 'chart-1', 'chart-2', 'run-1', 'run-2', 'run-3', 'run-4']) {
        expect(on(graphic, surface), `${graphic} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    }
    for (const id of [...diagnosisIds, 'something else']) {
      for (const surface of surfaces)
        expect(contrast(diagnosisPaint(id, theme).edge, tokens.get(surface)!), `${id} on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('has greys without any tint', () => {
    for (const name of [...surfaces, 'text', 'text-muted', 'text-faint', 'hairline']) expect(tokens.get(name), name).toMatch(/^#(..)\1\1$/);
  });
});
