import type { SeededRandom } from '../../../common/domain/random.ts';
import type { Projection } from './marks.ts';

/** How one photograph of a lesion was taken. */
export interface View {
  /** Millimetres of skin across the picture's width. */
  readonly fieldMm: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** Radians. */
  readonly turn: number;
  /** Factors of red, green, blue: exposure and white balance. */
  readonly light: readonly [number, number, number];
  /** Brightness gained per half picture, to the right and downwards. */
  readonly slopeX: number;
  readonly slopeY: number;
  /** Darkening towards the corners, 0 to 0.3. */
  readonly falloff: number;
  /** Radius of the dermatoscope's round opening in half diagonals; null where it fills the picture. */
  readonly opening: number | null;
  /** Strength of the sensor's noise, grey levels. */
  readonly grain: number;
  /** Defocus, pixels at a width of 600. */
  readonly blur: number;
  /** Gel bubbles: place in half pictures, radius in millimetres. */
  readonly bubbles: readonly { readonly x: number; readonly y: number; readonly radius: number }[];
}

/** Another photograph of the same lesion: seen a little differently, as on another day. */
export function chooseView(random: SeededRandom, lesionRadius: number): View {
  const exposure = random.between(0.93, 1.06);
  const warmth = random.between(-0.05, 0.05);
  const bubbleCount = random.next() < 0.15 ? 1 + random.nextBelow(5) : 0;
  return {
    fieldMm: lesionRadius * random.between(2.7, 3.9) + random.between(0.4, 2),
    shiftX: random.between(-0.35, 0.35) * lesionRadius,
    shiftY: random.between(-0.25, 0.25) * lesionRadius,
    turn: random.next() * 2 * Math.PI,
    light: [exposure * (1 + warmth), exposure, exposure * (1 - warmth)],
    slopeX: random.between(-0.05, 0.05),
    slopeY: random.between(-0.05, 0.05),
    falloff: random.between(0.02, 0.2),
    opening: random.next() < 0.2 ? random.between(0.84, 1) : null,
    grain: random.between(1.5, 4),
    blur: random.between(0.8, 1.7),
    bubbles: Array.from({ length: bubbleCount }, () => ({
      x: random.between(-1, 1),
      y: random.between(-1, 1),
      radius: random.between(0.06, 0.3),
    })),
  };
}

export function projectionOf(view: View, width: number, height: number): Projection {
  const pixelsPerMm = width / view.fieldMm;
  const cos = Math.cos(view.turn);
  const sin = Math.sin(view.turn);
  return {
    pixelsPerMm,
    turn: view.turn,
    toPixels: (x, y) => [
      width / 2 + (x * cos - y * sin + view.shiftX) * pixelsPerMm,
      height / 2 + (x * sin + y * cos + view.shiftY) * pixelsPerMm,
    ],
  };
}
