import { between, cover, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

const scar: Colour = [240, 220, 212];

/** Dermatofibroma: a white scar-like middle, a delicate light-brown network around it that fades into the skin. */
export const growDermatofibroma: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.6, 2.6),
    irregularity: random.between(0.03, 0.1),
    raggedness: random.between(0.01, 0.04),
    stretch: random.between(1, 1.3),
  });
  const rim = vary(random, [182, 126, 100], 12);
  const middle = random.between(0.3, 0.5);
  const spacing = random.between(0.2, 0.28);
  const pinkness = random.between(0, 0.5);
  const offset = random.between(10, 90);

  const marks: Mark[] = [];
  for (const [x, y] of outline.scatter(random, random.nextBelow(7), 0, middle)) {
    marks.push({
      kind: 'dot',
      x,
      y,
      radius: random.between(0.02, 0.04),
      stretch: 1.4,
      turn: random.next() * 3,
      colour: [176, 70, 72],
      opacity: 0.5,
      softness: 0.5,
    });
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1.25, 0.55, depth);
      if (inside === 0) return;
      cover(mix, between(rim, [204, 132, 124], pinkness), inside * 0.72);
      const wobble = depth + 0.14 * noise.layered(x * 1.4 + offset, y * 1.4, 2);
      const scarred = smoothStep(middle + 0.22, middle - 0.18, wobble);
      const { nearest, second } = noise.cellsAt(x / spacing + offset, y / spacing);
      const line = 1 - smoothStep(0.04, 0.34, second - nearest);
      shade(mix, 1 + inside * (1 - scarred) * 0.28 * (0.3 - line));
      cover(mix, scar, scarred * (0.78 + 0.1 * line));
      // Shiny white lines run through the scar.
      const sheen = Math.abs(noise.at(x * 2.4 - offset, y * 2.4));
      cover(mix, [252, 244, 240], scarred * 0.5 * (1 - smoothStep(0.01, 0.09, sheen)));
      shade(mix, 1 + inside * 0.05 * noise.layered(x * 2.8, y * 2.8, 2));
    },
  };
};
