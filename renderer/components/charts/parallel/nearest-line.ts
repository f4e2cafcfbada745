export interface PlottedPoint {
  readonly x: number;
  readonly y: number;
}

/** A line as it is drawn: its points by rising x, px. */
export interface PlottedLine {
  readonly id: number;
  readonly points: readonly PlottedPoint[];
}

/** Id of the line that runs nearest to a point, no further than `reach` px; null where none does. Of equals, the last one, which is drawn on top. */
export function nearestLine(lines: readonly PlottedLine[], x: number, y: number, reach: number): number | null {
  let nearest: number | null = null;
  let least = reach;
  for (const { id, points } of lines) {
    for (let index = 1; index < points.length; index++) {
      const [start, end] = [points[index - 1], points[index]];
      if (start === undefined || end === undefined || x < start.x - reach || x > end.x + reach) continue;
      const distance = distanceTo(start, end, x, y);
      if (distance > least) continue;
      least = distance;
      nearest = id;
    }
  }
  return nearest;
}

function distanceTo(start: PlottedPoint, end: PlottedPoint, x: number, y: number): number {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - start.x) * dx + (y - start.y) * dy) / length));
  return Math.hypot(x - start.x - share * dx, y - start.y - share * dy);
}
