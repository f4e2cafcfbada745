import { cover, coverBetween, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

const kinds: readonly { readonly lacuna: Colour; readonly septum: Colour }[] = [
  { lacuna: [176, 32, 44], septum: [196, 92, 96] },
  { lacuna: [128, 34, 66], septum: [178, 96, 122] },
  { lacuna: [84, 44, 96], septum: [142, 98, 140] },
];
const thrombosed: Colour = [44, 20, 36];
const haze: Colour = [196, 176, 196];

/** Angioma and its kin: round red to blue lacunae, pale septa between them, a sharp border. */
export const growVascularLesion: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.5, 2.7),
    irregularity: random.between(0.06, 0.18),
    raggedness: random.between(0.01, 0.05),
    stretch: random.between(1, 1.5),
  });
  const kind = kinds[random.nextBelow(kinds.length)] ?? { lacuna: thrombosed, septum: thrombosed };
  const lacuna = vary(random, kind.lacuna, 10);
  const septum = vary(random, kind.septum, 10);
  const spacing = random.between(0.45, 0.8);
  const septumWidth = random.between(0.02, 0.14);
  const clotShare = random.next() < 0.4 ? random.between(0.1, 0.35) : 0;
  const hazeStrength = random.next() < 0.5 ? random.between(0.2, 0.5) : 0;
  const offset = random.between(10, 90);

  const marks: Mark[] = [];
  for (const [x, y] of outline.scatter(random, random.nextBelow(6), 1.05, 1.4)) {
    marks.push({
      kind: 'dot',
      x,
      y,
      radius: random.between(0.06, 0.16),
      stretch: random.between(1, 1.5),
      turn: random.next() * 3,
      colour: lacuna,
      opacity: 0.75,
      softness: 0.4,
    });
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const flush = smoothStep(1.45, 0.95, depth);
      if (flush === 0) return;
      cover(mix, [206, 120, 118], flush * 0.3);
      const inside = smoothStep(1.06, 0.86, depth);
      if (inside === 0) return;
      const { nearest, second, cell } = noise.cellsAt(
        x / spacing + 0.45 * noise.at(x * 1.5, y * 1.5),
        y / spacing + 0.45 * noise.at(x * 1.5 + offset, y * 1.5),
      );
      const blood = smoothStep(0, septumWidth + 0.3, second - nearest + 0.08 * noise.at(x * 4, y * 4));
      const coarse = noise.layered(x * 1.3, y * 1.3 + offset, 3);
      cover(mix, septum, inside * 0.88);
      const amount = inside * blood * (0.75 + 0.25 * coarse);
      if (cell < clotShare * 256) coverBetween(mix, lacuna, thrombosed, 0.8, amount);
      else coverBetween(mix, lacuna, septum, ((cell * 7) % 32) / 64, amount);
      // Each lacuna is a ball of blood: darkest where it is deepest.
      shade(mix, 1 + inside * (0.16 * coarse + 0.06 - 0.3 * blood * smoothStep(0.6, 0.05, nearest)));
      cover(mix, haze, inside * hazeStrength * smoothStep(0.1, 0.8, coarse));
    },
  };
};
