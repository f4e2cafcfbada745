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
  const rim = vary(random, between([182, 126, 100], [204, 132, 124], random.between(0, 0.5)), 12);
  const middle = random.between(0.3, 0.5);
  const spacing = random.between(0.15, 0.22);
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
      cover(mix, rim, inside * 0.72);
      const wobble = depth + 0.24 * noise.layered(x * 1.2 + offset, y * 1.2, 2);
      const scarred = smoothStep(middle + 0.3, middle - 0.25, wobble);
      const { nearest, second } = noise.cellsAt(
        x / spacing + offset + 0.7 * noise.at(x * 2.1, y * 2.1),
        y / spacing + 0.7 * noise.at(x * 2.1 + 30, y * 2.1),
      );
      const line = 1 - smoothStep(0, 0.45, second - nearest);
      shade(mix, 1 + inside * (1 - scarred) * 0.22 * (0.3 - line) * (0.8 + 0.5 * noise.at(x * 1.3, y * 1.3 + offset)));
      cover(mix, scar, scarred * (0.66 + 0.1 * line));
      // Shiny white lines run through the scar.
      const sheen = Math.abs(noise.at(x * 2.4 - offset, y * 2.4));
      cover(mix, [252, 244, 240], scarred * 0.35 * (1 - smoothStep(0, 0.12, sheen)));
      shade(mix, 1 + inside * 0.1 * noise.layered(x * 1.9, y * 1.9, 3));
    },
  };
};
