import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutGrid, moveInGrid, scrollToShow, visibleRange } from '../../../../../renderer/components/grid/grid-layout.ts';

const sizes = fc.record({
  count: fc.integer({ min: 0, max: 200_000 }),
  width: fc.integer({ min: 60, max: 3000 }),
  tileSize: fc.integer({ min: 40, max: 320 }),
});

describe('layout of the grid', () => {
  it('fills the width with tiles of about the wished size', () => {
    const layout = layoutGrid(10_015, 1000, 128, 4, 12);
    expect(layout.columns).toBe(7);
    expect(layout.tileWidth * 7 + 6 * 4 + 24).toBeCloseTo(1000);
    expect(layout.rows).toBe(Math.ceil(10_015 / 7));
  });

  it('has room for every item, and none for more than a row of blanks', () => {
    fc.assert(
      fc.property(sizes, ({ count, width, tileSize }) => {
        const layout = layoutGrid(count, width, tileSize);
        expect(layout.rows * layout.columns).toBeGreaterThanOrEqual(count);
        expect((layout.rows - 1) * layout.columns).toBeLessThan(Math.max(1, count));
        expect(layout.tileWidth).toBeGreaterThan(0);
      }),
    );
  });

  it('keeps only what is near the viewport, and all that is in it', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 100, max: 2000 }), (size, share, height) => {
        const layout = layoutGrid(size.count, size.width, size.tileSize);
        const scrollTop = share * Math.max(0, layout.height - height);
        const { first, end } = visibleRange(layout, scrollTop, height, 2);
        const rowsInSight = Math.ceil(height / layout.rowStep) + 1;
        expect(end - first).toBeLessThanOrEqual((rowsInSight + 4) * layout.columns);
        for (let index = 0; index < size.count; index += Math.max(1, Math.floor(size.count / 50))) {
          const top = layout.padding + Math.floor(index / layout.columns) * layout.rowStep;
          const isInSight = top < scrollTop + height && top + layout.tileHeight > scrollTop;
          if (isInSight) expect(index >= first && index < end).toBe(true);
        }
      }),
    );
  });

  it('scrolls as little as needed to show an item whole', () => {
    const layout = layoutGrid(1000, 1000, 128);
    expect(scrollToShow(layout, 0, 0, 600)).toBe(0);
    expect(scrollToShow(layout, 0, 500, 600)).toBe(0);
    const index = 20 * layout.columns;
    const position = scrollToShow(layout, index, 0, 600);
    expect(scrollToShow(layout, index, position, 600)).toBe(position);
    expect(position).toBeGreaterThan(0);
  });
});

describe('keys in the grid', () => {
  const layout = layoutGrid(23, 1000, 128);

  it('move by one, by a row, by a page, to the ends', () => {
    expect(layout.columns).toBe(7);
    expect(moveInGrid(layout, 8, 'ArrowLeft', 600)).toBe(7);
    expect(moveInGrid(layout, 8, 'ArrowDown', 600)).toBe(15);
    expect(moveInGrid(layout, 8, 'Home', 600)).toBe(0);
    expect(moveInGrid(layout, 8, 'End', 600)).toBe(22);
    expect(moveInGrid(layout, 0, 'PageDown', 220)).toBe(14);
    expect(moveInGrid(layout, 8, 'x', 600)).toBeNull();
  });

  it('never leave the list, whatever is pressed', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 22 }), fc.constantFrom(...keys), (index, key) => {
        const target = moveInGrid(layout, index, key, 300);
        expect(target !== null && target >= 0 && target < 23).toBe(true);
      }),
    );
  });

  it('stay in their column at the top, and reach a last row that is not full', () => {
    expect(moveInGrid(layout, 3, 'ArrowUp', 600)).toBe(3);
    expect(moveInGrid(layout, 20, 'ArrowDown', 600)).toBe(22);
    expect(moveInGrid(layout, 21, 'ArrowDown', 600)).toBe(21);
  });
});
