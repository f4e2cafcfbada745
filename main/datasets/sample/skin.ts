import type { SeededRandom } from '../../../common/domain/random.ts';
import { between, shade, vary } from './colour.ts';
import type { Mix } from './colour.ts';
import type { Mark } from './marks.ts';
import type { NoiseField } from './noise.ts';

/** The skin around a lesion. */
export interface Skin {
  /** Sets `mix` to the skin's colour at a point, millimetres. */
  paint(mix: Mix, x: number, y: number): void;
  /** Hair and freckles. */
  readonly marks: readonly Mark[];
}

/** How far from the lesion skin may come into view, millimetres. */
const reach = 9;

export function growSkin(random: SeededRandom, noise: NoiseField): Skin {
  const base = vary(random, between([238, 200, 186], [206, 150, 138], random.next()), 8);
  const bluish = random.next() < 0.25 ? 12 : 0;
  const furrows = random.between(0.01, 0.035);
  const fineness = random.between(2.2, 3.6);
  const turn = random.next() * Math.PI;
  const cos = Math.cos(turn) * fineness;
  const sin = Math.sin(turn) * fineness;
  const flush = random.between(0.02, 0.06);
  return {
    marks: [...growFreckles(random), ...growHair(random)],
    paint(mix, x, y) {
      mix[0] = base[0];
      mix[1] = base[1];
      mix[2] = base[2] + bluish;
      const slow = noise.at(x * 0.32 + 60, y * 0.32);
      const middle = noise.at(x * 1.3, y * 1.3 + 60);
      // Blood shows in patches: more red, less green.
      const red = flush * (slow + 0.5 * middle);
      mix[1] = base[1] * (1 - red);
      mix[2] = mix[2] * (1 - red * 0.9);
      // Skin lines cross each other in two directions, bent and interrupted.
      const bend = 0.9 * middle;
      const along = Math.abs(Math.sin(x * cos + y * sin + bend * 1.7));
      const across = Math.abs(Math.sin(y * cos * 0.8 - x * sin * 0.8 + slow * 2.4));
      const line = (along < 0.3 ? 1 - along / 0.3 : 0) + (across < 0.25 ? 1 - across / 0.25 : 0);
      shade(mix, 1 - furrows * line * (0.6 + 0.4 * middle) + 0.02 * slow);
    },
  };
}

function growFreckles(random: SeededRandom): Mark[] {
  const count = random.next() < 0.35 ? 2 + random.nextBelow(9) : 0;
  return Array.from({ length: count }, () => ({
    kind: 'dot' as const,
    x: random.between(-reach, reach),
    y: random.between(-reach, reach),
    radius: random.between(0.12, 0.4),
    stretch: random.between(1, 1.6),
    turn: random.next() * 3,
    colour: [168, 112, 84] as const,
    opacity: random.between(0.1, 0.3),
    softness: 0.9,
  }));
}

function growHair(random: SeededRandom): Mark[] {
  const chance = random.next();
  const count = chance < 0.62 ? 0 : chance < 0.9 ? 1 + random.nextBelow(5) : 6 + random.nextBelow(9);
  const heading = random.next() * 2 * Math.PI;
  const isFair = random.next() < 0.3;
  return Array.from({ length: count }, () => {
    const width = random.between(0.045, 0.085);
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
