import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GridView } from '../../../../../renderer/components/grid/grid-view.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Scrolls evenly, an event each 16 ms. */
function scroll(view: GridView, from: number, pixelsPerEvent: number, events: number, startMs = 1000): number {
  for (let event = 1; event <= events; event++) view.scrolled(from + event * pixelsPerEvent, startMs + event * 16);
  return startMs + events * 16;
}

describe('the view of a grid', () => {
  it('has only what is near the viewport, wherever it is scrolled to', () => {
    const view = new GridView(
      () => 100_000,
      () => 128,
    );
    view.resize(1000, 700);
    expect(view.range.first).toBe(0);
    const shown = view.range.end;
    expect(shown).toBeLessThan(100);
    view.scrolled(view.layout.height / 2, 1000);
    expect(view.range.first).toBeGreaterThan(49_000);
    expect(view.range.end - view.range.first).toBeLessThan(100);
    expect(view.firstVisible).toBeGreaterThanOrEqual(view.range.first);
  });

  it('asks for no pictures while it flies past, and for them again when it slows down or stops', () => {
    const view = new GridView(
      () => 100_000,
      () => 128,
    );
    view.resize(1000, 700);
    let nowMs = scroll(view, 0, 30, 20);
    expect(view.isFlying).toBe(false);
    nowMs = scroll(view, 600, 400, 20, nowMs);
    expect(view.isFlying).toBe(true);
    nowMs = scroll(view, 8600, 30, 20, nowMs);
    expect(view.isFlying).toBe(false);
    scroll(view, 9200, 400, 20, nowMs);
    expect(view.isFlying).toBe(true);
    vi.advanceTimersByTime(200);
    expect(view.isFlying).toBe(false);
  });
});
