import { between, cover, shade, vary } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

/** Seborrhoeic keratosis: sharp moth-eaten border, ridges and furrows like a brain's, milia-like cysts, comedo-like openings. */
export const growBenignKeratosis: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.9, 3.4),
    irregularity: random.between(0.08, 0.22),
    raggedness: random.between(0.05, 0.12),
    stretch: random.between(1, 1.7),
  });
  const tone = random.next();
  const ridge = vary(random, between([186, 146, 112], [138, 108, 86], tone), 12);
  const furrow = vary(random, between([134, 92, 62], [84, 62, 50], tone), 10);
  const grey = vary(random, [128, 116, 108], 8);
  const fineness = random.between(1.3, 2.6);
  const sharpness = random.between(0.8, 0.94);
  const furrowing = random.next() < 0.6 ? random.between(0.3, 0.62) : random.between(0.1, 0.25);
  const offset = random.between(10, 90);

  const marks: Mark[] = [];
  for (const [x, y] of outline.scatter(random, 4 + random.nextBelow(16), 0.05, 0.9)) {
    const radius = random.between(0.06, 0.17);
    marks.push({
      kind: 'dot',
      x,
      y,
      radius,
      stretch: random.between(1, 1.3),
      turn: random.next() * 3,
      colour: [242, 230, 204],
      opacity: random.between(0.6, 0.9),
      softness: 0.65,
    });
  }
  for (const [x, y] of outline.scatter(random, 2 + random.nextBelow(12), 0.05, 0.9)) {
    const radius = random.between(0.06, 0.16);
    marks.push({
      kind: 'dot',
      x,
      y,
      radius,
      stretch: random.between(1, 2.2),
      turn: random.next() * 3,
      colour: [66, 44, 34],
      opacity: random.between(0.6, 0.85),
      softness: 0.4,
    });
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1.03, sharpness, depth);
      if (inside === 0) return;
      const warpX = x * fineness + 0.9 * noise.at(x * 0.8 + offset, y * 0.8);
      const warpY = y * fineness + 0.9 * noise.at(x * 0.8, y * 0.8 - offset);
      const fold = Math.abs(noise.at(warpX, warpY) + 0.4 * noise.at(warpX * 2.1 + 7, warpY * 2.1));
      const furrowed = furrowing * (1 - smoothStep(0, 0.42, fold));
      cover(mix, ridge, inside * 0.92);
      cover(mix, grey, inside * 0.5 * smoothStep(0.1, 0.6, noise.layered(x * 0.6 - offset, y * 0.6, 2)));
      cover(mix, furrow, inside * furrowed);
      // Thicker than the skin: waxy light on the ridges, a darker rim.
      shade(
        mix,
        1 +
          inside *
            (0.1 * smoothStep(0.3, 0.7, fold) +
              0.1 * noise.layered(x * 2.6, y * 2.6, 3) +
              0.05 * noise.at(x * 10, y * 10) -
              0.14 * smoothStep(0.8, 0.97, depth)),
      );
    },
  };
};
