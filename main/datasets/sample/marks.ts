import type { Colour } from './colour.ts';

/** A round or oval spot on the skin, millimetres. */
export interface Dot {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Width over height, and how it is turned, radians. */
  readonly stretch: number;
  readonly turn: number;
  readonly colour: Colour;
  readonly opacity: number;
  /** Share of the radius over which it fades out. */
  readonly softness: number;
}

/** A line on the skin through points, millimetres, tapering to its end. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly points: readonly (readonly [number, number])[];
  readonly startWidth: number;
  readonly endWidth: number;
  readonly colour: Colour;
  readonly opacity: number;
}

export type Mark = Dot | Stroke;

/** A picture in the making: three floats a pixel, 0 to 255, row-major. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** From millimetres on the skin to pixels of one photograph. */
export interface Projection {
  readonly pixelsPerMm: number;
  toPixels(x: number, y: number): readonly [number, number];
  readonly turn: number;
}

export function drawMark(canvas: Canvas, mark: Mark, projection: Projection): void {
  if (mark.kind === 'dot') drawDot(canvas, mark, projection);
  else drawStroke(canvas, mark, projection);
}

function drawDot(canvas: Canvas, dot: Dot, projection: Projection): void {
  const [centreX, centreY] = projection.toPixels(dot.x, dot.y);
  const radius = Math.max(0.6, dot.radius * projection.pixelsPerMm);
  const reach = Math.ceil(radius * Math.max(dot.stretch, 1 / dot.stretch)) + 1;
  const cos = Math.cos(dot.turn + projection.turn);
  const sin = Math.sin(dot.turn + projection.turn);
  const stretch = Math.sqrt(dot.stretch);
  forEachPixel(
    canvas,
    centreX - reach,
    centreY - reach,
    centreX + reach,
    centreY + reach,
    (x, y) => {
      const dx = x - centreX;
      const dy = y - centreY;
      const distance = Math.hypot((dx * cos + dy * sin) / stretch, (dy * cos - dx * sin) * stretch) / radius;
      return dot.opacity * fade(distance, dot.softness, 1 / radius);
    },
    dot.colour,
  );
}

function drawStroke(canvas: Canvas, stroke: Stroke, projection: Projection): void {
  const points = stroke.points.map(([x, y]) => projection.toPixels(x, y));
  const coverage = new Map<number, number>();
  for (let index = 1; index < points.length; index++) {
    const [fromX, fromY] = points[index - 1] as readonly [number, number];
    const [toX, toY] = points[index] as readonly [number, number];
    const share = (index - 0.5) / (points.length - 1);
    const half = ((stroke.startWidth + (stroke.endWidth - stroke.startWidth) * share) * projection.pixelsPerMm) / 2;
    // Lines thinner than a pixel become fainter, not thinner.
    const radius = Math.max(0.5, half);
    const strength = Math.min(1, half / 0.5);
    const length = Math.hypot(toX - fromX, toY - fromY) || 1;
    const left = Math.max(0, Math.floor(Math.min(fromX, toX) - radius - 1));
    const right = Math.min(canvas.width - 1, Math.ceil(Math.max(fromX, toX) + radius + 1));
    const top = Math.max(0, Math.floor(Math.min(fromY, toY) - radius - 1));
    const bottom = Math.min(canvas.height - 1, Math.ceil(Math.max(fromY, toY) + radius + 1));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = Math.min(1, Math.max(0, ((x - fromX) * (toX - fromX) + (y - fromY) * (toY - fromY)) / (length * length)));
        const distance = Math.hypot(x - fromX - along * (toX - fromX), y - fromY - along * (toY - fromY));
        const covered = strength * Math.min(1, Math.max(0, radius + 0.5 - distance));
        const key = y * canvas.width + x;
        if (covered > (coverage.get(key) ?? 0)) coverage.set(key, covered);
      }
    }
  }
  for (const [key, covered] of coverage) coverPixel(canvas.pixels, key * 3, stroke.colour, covered * stroke.opacity);
}

function forEachPixel(
  canvas: Canvas,
  left: number,
  top: number,
  right: number,
  bottom: number,
  opacityAt: (x: number, y: number) => number,
  colour: Colour,
): void {
  for (let y = Math.max(0, Math.floor(top)); y <= Math.min(canvas.height - 1, Math.ceil(bottom)); y++) {
    for (let x = Math.max(0, Math.floor(left)); x <= Math.min(canvas.width - 1, Math.ceil(right)); x++) {
      const opacity = opacityAt(x, y);
      if (opacity > 0) coverPixel(canvas.pixels, (y * canvas.width + x) * 3, colour, opacity);
    }
  }
}

/** 1 inside, 0 outside, over `softness` or at least over a pixel. */
function fade(distance: number, softness: number, pixel: number): number {
  const start = 1 - Math.max(softness, pixel);
  const share = Math.min(1, Math.max(0, (1 - distance) / (1 - start)));
  return share * share * (3 - 2 * share);
}

function coverPixel(pixels: Float32Array, offset: number, colour: Colour, amount: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const before = pixels[offset + channel] as number;
    pixels[offset + channel] = before + ((colour[channel] as number) - before) * amount;
  }
}
