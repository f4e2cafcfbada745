import { between, cover, shade, vary } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

/** Melanocytic nevus: symmetric, one or two browns, and one pattern all over: regular network, regular globules, or none. */
export const growNevus: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.7, 3.1),
    irregularity: random.between(0.04, 0.14),
    raggedness: random.between(0.01, 0.05),
    stretch: random.between(1, 1.5),
  });
  const tone = random.next();
  const middle = vary(random, between([104, 64, 46], [158, 104, 78], tone), 12);
  const rim = vary(random, between([150, 102, 76], [196, 146, 118], tone), 10);
  const pattern = random.next();
  const networkStrength = pattern < 0.55 ? random.between(0.25, 0.45) : pattern < 0.8 ? 0 : 0.08;
  const globuleStrength = pattern >= 0.55 && pattern < 0.8 ? random.between(0.25, 0.42) : 0;
  const spacing = random.between(0.2, 0.31);
  const softness = random.between(0.14, 0.36);

  const marks: Mark[] = [];
  if (random.next() < 0.25) {
    // Pigment left out around hair follicles.
    for (const [x, y] of outline.scatter(random, 3 + random.nextBelow(6), 0.1, 0.9)) {
      marks.push({ kind: 'dot', x, y, radius: random.between(0.07, 0.12), stretch: 1, turn: 0, colour: rim, opacity: 0.55, softness: 0.7 });
    }
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1 + softness * 0.4, 1 - softness, depth);
      if (inside === 0) return;
      cover(mix, between(middle, rim, smoothStep(0.15, 0.95, depth + 0.12 * noise.at(x * 1.3, y * 1.3))), inside * 0.88);
      shade(mix, 1 + inside * 0.06 * noise.layered(x * 2.6, y * 2.6 + 40, 2));
      if (networkStrength === 0 && globuleStrength === 0) return;
      const { nearest, second } = noise.cellsAt(
        x / spacing + 0.35 * noise.at(x * 2, y * 2),
        y / spacing + 0.35 * noise.at(x * 2 + 30, y * 2),
      );
      const fading = smoothStep(1.1, 0.55, depth);
      if (networkStrength > 0) {
        const line = 1 - smoothStep(0.05, 0.34, second - nearest);
        shade(mix, 1 + networkStrength * inside * (0.3 + 0.7 * fading) * (0.3 - line));
      }
      if (globuleStrength > 0) shade(mix, 1 - globuleStrength * inside * smoothStep(0.46, 0.24, nearest));
    },
  };
};
