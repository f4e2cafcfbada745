import type { SeededRandom } from '../../../common/domain/random.ts';
import { shade, vary } from './colour.ts';
import type { Colour, Mix } from './colour.ts';
import type { Mark } from './marks.ts';
import { smoothStep } from './noise.ts';
import type { NoiseField } from './noise.ts';

/** The skin around a lesion. */
export interface Skin {
  /** Sets `mix` to the skin's colour at a point, millimetres. */
  paint(mix: Mix, x: number, y: number): void;
  /** The horny layer's fine relief, over skin and lesion alike. */
  roughen(mix: Mix, x: number, y: number): void;
  /** Hair and freckles. */
  readonly marks: readonly Mark[];
}

/** How far from the lesion skin may come into view, millimetres. */
const reach = 9;

/** Light and dark skin, as flash and filters render it: rosy, yellowish, lilac. */
const skinColours: readonly Colour[] = [
  [236, 196, 184],
  [228, 178, 168],
  [218, 160, 150],
  [214, 172, 178],
  [204, 160, 172],
  [230, 200, 170],
  [196, 142, 128],
];

export function growSkin(random: SeededRandom, noise: NoiseField): Skin {
  const base = vary(random, skinColours[random.nextBelow(skinColours.length)] ?? [230, 180, 170], 9);
  const furrows = random.between(0.02, 0.05);
  const fineness = random.between(3, 5);
  const turn = random.next() * Math.PI;
  const cos = Math.cos(turn) * fineness;
  const sin = Math.sin(turn) * fineness;
  const roughness = random.between(0.025, 0.05);
  const flush = random.between(0.04, 0.11);
  const freckling = random.next() < 0.4 ? random.between(0.05, 0.13) : 0;
  return {
    marks: [...growFreckles(random), ...growHair(random)],
    roughen(mix, x, y) {
      shade(mix, 1 + roughness * (noise.at(x * 8.3, y * 8.3 + 20) + 0.7 * noise.at(x * 19, y * 19 - 20)));
    },
    paint(mix, x, y) {
      const slow = noise.at(x * 0.32 + 60, y * 0.32);
      const middle = noise.at(x * 1.1, y * 1.1 + 60);
      const fine = noise.at(x * 3.4 - 20, y * 3.4);
      mix[0] = base[0];
      // Blood shows in patches: more red, less green.
      const red = flush * (slow + 0.6 * middle + 0.45 * fine);
      mix[1] = base[1] * (1 - red);
      mix[2] = base[2] * (1 - red * 0.8);
      // So does pigment.
      if (freckling > 0) shade(mix, 1 - freckling * smoothStep(-0.5, 1.3, middle + 0.9 * fine + 0.6 * slow));
      // Skin lines cross each other in two directions, bent and interrupted.
      const bend = 1.1 * middle + 0.5 * fine;
      const along = distanceToLine((x * cos + y * sin + bend * 1.7) / Math.PI);
      const across = distanceToLine((y * cos * 0.8 - x * sin * 0.8 + slow * 2.4 + bend) / Math.PI);
      const line = Math.max(0, 1 - along * 2.4) + Math.max(0, 1 - across * 2.8);
      shade(mix, 1 - furrows * line * (0.55 + 0.5 * fine) + 0.02 * slow + 0.022 * fine);
    },
  };
}

/** 0 on every whole number, 1 halfway between two. */
function distanceToLine(position: number): number {
  return 1 - 2 * Math.abs(position - Math.floor(position) - 0.5);
}

function growFreckles(random: SeededRandom): Mark[] {
  const count = random.next() < 0.35 ? 2 + random.nextBelow(9) : 0;
  return Array.from({ length: count }, () => ({
    kind: 'dot' as const,
    x: random.between(-reach, reach),
    y: random.between(-reach, reach),
    radius: random.between(0.12, 0.55),
    stretch: random.between(1, 1.6),
    turn: random.next() * 3,
    colour: [168, 112, 84] as const,
    opacity: random.between(0.1, 0.35),
    softness: 0.9,
  }));
}

function growHair(random: SeededRandom): Mark[] {
  const chance = random.next();
  const count = chance < 0.62 ? 0 : chance < 0.9 ? 1 + random.nextBelow(5) : 6 + random.nextBelow(9);
  const heading = random.next() * 2 * Math.PI;
  const isFair = random.next() < 0.3;
  return Array.from({ length: count }, () => {
    const width = random.between(0.035, 0.07);
    const points: [number, number][] = [];
    let x = random.between(-reach, reach) * 0.7;
    let y = random.between(-reach, reach) * 0.7;
    let angle = heading + random.between(-0.6, 0.6);
    const curl = random.between(-0.035, 0.035);
    for (let step = 0; step < 26 + random.nextBelow(30); step++) {
      points.push([x, y]);
      x += Math.cos(angle) * 0.2;
      y += Math.sin(angle) * 0.2;
      angle += curl + random.between(-0.015, 0.015);
    }
    return {
      kind: 'stroke' as const,
      points,
      startWidth: width,
      endWidth: width * 0.4,
      colour: isFair ? ([150, 118, 88] as const) : ([46, 34, 30] as const),
      opacity: isFair ? 0.6 : 0.85,
    };
  });
}
