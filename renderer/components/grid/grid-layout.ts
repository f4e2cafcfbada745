/** A grid of tiles of equal size in rows, stretched a little to fill the width. Lengths in px. */
export interface GridLayout {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  readonly padding: number;
  /** From one row's top to the next one's. */
  readonly rowStep: number;
  /** Of everything, the invisible rows too. */
  readonly height: number;
}

/** Height of a tile as a share of its width: HAM10000's photographs are 600 x 450. */
const aspect = 0.75;

/**
 * @param tileSize wished width of a tile
 * @param width inner width of the viewport
 */
export function layoutGrid(count: number, width: number, tileSize: number, gap = 4, padding = 12): GridLayout {
  const room = Math.max(1, width - 2 * padding);
  const columns = Math.max(1, Math.round((room + gap) / (tileSize + gap)));
  const tileWidth = Math.max(1, (room - gap * (columns - 1)) / columns);
  const tileHeight = Math.round(tileWidth * aspect);
  const rows = Math.ceil(count / columns);
  const rowStep = tileHeight + gap;
  return {
    count,
    columns,
    rows,
    tileWidth,
    tileHeight,
    gap,
    padding,
    rowStep,
    height: rows === 0 ? 0 : rows * rowStep - gap + 2 * padding,
  };
}

export interface VisibleRange {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** Where the first row stands, px from the top of everything. */
  readonly top: number;
}

/** The items of the rows that touch the viewport, and `overscan` rows before and after. */
export function visibleRange(layout: GridLayout, scrollTop: number, viewportHeight: number, overscan = 2): VisibleRange {
  const firstRow = Math.max(0, Math.floor((scrollTop - layout.padding) / layout.rowStep) - overscan);
  const endRow = Math.min(layout.rows, Math.ceil((scrollTop + viewportHeight - layout.padding) / layout.rowStep) + overscan);
  const first = Math.min(firstRow, layout.rows) * layout.columns;
  return { first, end: Math.max(first, Math.min(layout.count, endRow * layout.columns)), top: layout.padding + firstRow * layout.rowStep };
}

/** The scroll position nearest to the present one that shows an item whole. */
export function scrollToShow(layout: GridLayout, index: number, scrollTop: number, viewportHeight: number): number {
  const top = layout.padding + Math.floor(index / layout.columns) * layout.rowStep;
  const bottom = top + layout.tileHeight;
  if (top - layout.padding < scrollTop) return top - layout.padding;
  if (bottom + layout.padding > scrollTop + viewportHeight) return bottom + layout.padding - viewportHeight;
  return scrollTop;
}

/** Where a key leads from an item; null for keys that do not move. */
export function moveInGrid(layout: GridLayout, index: number, key: string, viewportHeight: number): number | null {
  const rowsPerPage = Math.max(1, Math.floor(viewportHeight / layout.rowStep));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.columns,
    ArrowDown: layout.columns,
    PageUp: -layout.columns * rowsPerPage,
    PageDown: layout.columns * rowsPerPage,
    Home: -index,
    End: layout.count - 1 - index,
  };
  const step = steps[key];
  if (step === undefined || layout.count === 0) return null;
  const target = index + step;
  // Up and down stay in their column at the ends; a last row that is not full ends at its last item.
  if (target < 0) return key === 'ArrowUp' ? index : 0;
  if (target >= layout.count)
    return key === 'ArrowDown' && Math.floor(index / layout.columns) === layout.rows - 1 ? index : layout.count - 1;
  return target;
}
