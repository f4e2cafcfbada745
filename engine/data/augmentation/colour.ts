import type { PhotographChange } from './photograph-change.ts';

/** Rows for red, green and blue, each [from red, from green, from blue, added]. */
export type ColourMatrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number, number];

/** Share of each channel in what the eye sees as brightness (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

type Colours = Pick<PhotographChange, 'brightness' | 'contrast' | 'saturation' | 'hue'>;

/**
 * All changes of colour as one linear map, in this order: x brightness; contrast, away from the photograph's mean brightness; saturation, away from
 * each pixel's own grey (both as torchvision's ColorJitter defines them); hue, a turn of the two colour axes of YIQ (ITU-R BT.601), which keeps
 * each pixel's brightness.
 * @param meanLuma mean brightness of the photograph before, 0 to 255
 */
export function colourMatrix({ brightness, contrast, saturation, hue }: Colours, meanLuma: number): ColourMatrix {
  const scale = brightness * contrast;
  const added = (1 - contrast) * brightness * meanLuma;
  // Saturation and hue keep greys, so the constant of contrast passes them unchanged.
  const row = (channel: number): Row => {
    const turned = hueRow(channel, hue);
    const grey = (1 - saturation) * scale;
    const at = (from: 0 | 1 | 2): number => saturation * scale * turned[from] + grey * luma[from];
    return [at(0), at(1), at(2), added];
  };
  return [row(0), row(1), row(2)];
}

/** RGB to YIQ; its inverse follows in `fromYiq`. */
const toYiq = [luma, [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]] as const;
const fromYiq = invert(toYiq);

type Matrix = readonly [Triple, Triple, Triple];
type Triple = readonly [number, number, number];

function hueRow(channel: number, angle: number): Triple {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [y, i, q] = toYiq;
  const [fromY, fromI, fromQ] = fromYiq[channel] as Triple;
  const at = (from: 0 | 1 | 2): number =>
    fromY * y[from] + fromI * (cos * i[from] - sin * q[from]) + fromQ * (sin * i[from] + cos * q[from]);
  return [at(0), at(1), at(2)];
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const divided = (value: number): number => value / determinant;
  return [
    [divided(e * i - f * h), divided(c * h - b * i), divided(b * f - c * e)],
    [divided(f * g - d * i), divided(a * i - c * g), divided(c * d - a * f)],
    [divided(d * h - e * g), divided(b * g - a * h), divided(a * e - b * d)],
  ];
}

/** Mean brightness of `length` bytes of RGB from `start` on, 0 to 255. */
export function meanLumaOf(pixels: Uint8Array, start: number, length: number): number {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let index = start; index < start + length; index += 3) {
    red += pixels[index] as number;
    green += pixels[index + 1] as number;
    blue += pixels[index + 2] as number;
  }
  return (3 * (luma[0] * red + luma[1] * green + luma[2] * blue)) / length;
}

const one = 1 << 16;
const half = 1 << 15;

/** Changes the colours of `length` bytes of RGB from `start` on, in place; what leaves 0 ... 255 is cut off. */
export function recolour(pixels: Uint8Array, start: number, length: number, matrix: ColourMatrix): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset + start, length);
  const [rr, rg, rb, r1] = fixed(matrix[0]);
  const [gr, gg, gb, g1] = fixed(matrix[1]);
  const [br, bg, bb, b1] = fixed(matrix[2]);
  for (let index = 0; index < length; index += 3) {
    const red = clamped[index] as number;
    const green = clamped[index + 1] as number;
    const blue = clamped[index + 2] as number;
    clamped[index] = (rr * red + rg * green + rb * blue + r1 + half) >> 16;
    clamped[index + 1] = (gr * red + gg * green + gb * blue + g1 + half) >> 16;
    clamped[index + 2] = (br * red + bg * green + bb * blue + b1 + half) >> 16;
  }
}

/** As multiples of 1/65,536: sums stay far within 32 bits. */
function fixed([red, green, blue, added]: Row): Row {
  return [Math.round(red * one), Math.round(green * one), Math.round(blue * one), Math.round(added * one)];
}
