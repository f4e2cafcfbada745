import { between, coverBetween, shade, vary } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

/** Melanocytic nevus: symmetric, one or two browns, and one pattern all over: regular network, regular globules, or none. */
export const growNevus: GrowTissue = (random, noise) => {
  // One in six is a dysplastic nevus, which even experts take for a melanoma at times.
  const isDysplastic = random.next() < 1 / 6;
  const outline = new Outline(random, noise, {
    radius: random.between(1.7, 3.1),
    irregularity: isDysplastic ? random.between(0.16, 0.28) : random.between(0.04, 0.14),
    raggedness: random.between(0.01, 0.05),
    stretch: random.between(1, 1.5),
  });
  const tone = random.next();
  const redness = random.between(0, 1);
  const middle = vary(
    random,
    between(between([98, 60, 46], [112, 54, 48], redness), between([164, 112, 84], [176, 104, 88], redness), tone),
    12,
  );
  const rim = vary(
    random,
    between(between([148, 100, 78], [162, 92, 82], redness), between([200, 152, 124], [206, 142, 126], redness), tone),
    10,
  );
  const pattern = random.next();
  const networkStrength = pattern < 0.55 ? random.between(0.22, 0.42) : pattern < 0.8 ? 0 : 0.1;
  const globuleStrength = pattern >= 0.55 && pattern < 0.8 ? random.between(0.2, 0.36) : 0;
  const spacing = random.between(0.15, 0.24);
  const softness = random.between(0.16, 0.5);
  const mottling = isDysplastic ? random.between(0.2, 0.3) : random.between(0.08, 0.17);

  const marks: Mark[] = [];
  if (random.next() < 0.25) {
    // Pigment left out around hair follicles.
    for (const [x, y] of outline.scatter(random, 3 + random.nextBelow(6), 0.1, 0.9)) {
      marks.push({ kind: 'dot', x, y, radius: random.between(0.07, 0.12), stretch: 1, turn: 0, colour: rim, opacity: 0.45, softness: 0.8 });
    }
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const coarse = noise.layered(x * 1.7, y * 1.7 + 40, 3);
      const inside = smoothStep(1 + softness * 0.5, 1 - softness, depth + 0.1 * coarse);
      if (inside === 0) return;
      coverBetween(mix, middle, rim, smoothStep(0.1, 1, depth + 0.25 * noise.at(x * 0.9, y * 0.9)), inside * 0.86);
      shade(mix, 1 + inside * (mottling * coarse));
      if (networkStrength === 0 && globuleStrength === 0) return;
      const { nearest, second } = noise.cellsAt(
        x / spacing + 0.7 * noise.at(x * 2.2, y * 2.2),
        y / spacing + 0.7 * noise.at(x * 2.2 + 30, y * 2.2),
      );
      if (networkStrength > 0) {
        const line = 1 - smoothStep(0, 0.42, second - nearest);
        const strength = networkStrength * smoothStep(1.15, 0.6, depth) * (0.65 + 0.5 * noise.at(x * 1.2 + 70, y * 1.2));
        shade(mix, 1 + strength * inside * (0.3 - line));
      }
      if (globuleStrength > 0)
        shade(mix, 1 - globuleStrength * inside * smoothStep(0.55, 0.15, nearest) * (0.75 + 0.5 * noise.at(x * 2 - 70, y * 2)));
    },
  };
};
