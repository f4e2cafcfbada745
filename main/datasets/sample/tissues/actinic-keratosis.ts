import { cover, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

const scale: Colour = [238, 226, 200];
const follicle: Colour = [236, 206, 176];

/** Actinic keratosis: red pseudo-network around pale follicles ("strawberry"), rough white-yellow scale, dotted vessels, no clear border. */
export const growActinicKeratosis: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.9, 3.3),
    irregularity: random.between(0.12, 0.3),
    raggedness: random.between(0.05, 0.1),
    stretch: random.between(1, 1.6),
  });
  const red = vary(random, [198, 112, 104], 12);
  const vessel = vary(random, [160, 44, 48], 10);
  const spacing = random.between(0.4, 0.7);
  const scaliness = random.between(0.1, 0.4);
  const isPigmented = random.next() < 0.3;
  const offset = random.between(10, 90);

  const marks: Mark[] = [];
  const clusters = outline.scatter(random, 3 + random.nextBelow(4), 0, 0.85);
  for (const [x, y] of clusters) {
    for (let index = 0; index < 9; index++) {
      const radius = random.between(0.02, 0.045);
      marks.push({
        kind: 'dot',
        x: x + random.between(-0.45, 0.45),
        y: y + random.between(-0.45, 0.45),
        radius,
        stretch: random.between(1, 1.8),
        turn: random.next() * 3,
        colour: vessel,
        opacity: 0.65,
        softness: 0.5,
      });
    }
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1.2, 0.5, depth + 0.12 * noise.at(x * 1.7, y * 1.7));
      if (inside === 0) return;
      cover(mix, red, inside * 0.72);
      const { nearest } = noise.cellsAt(x / spacing + 0.3 * noise.at(x * 1.8, y * 1.8), y / spacing + offset);
      cover(mix, follicle, inside * 0.42 * smoothStep(0.5, 0.1, nearest + 0.2 * noise.at(x * 4, y * 4)));
      if (nearest < 0.13) shade(mix, 1 - 0.16 * inside * smoothStep(0.13, 0.05, nearest));
      if (isPigmented)
        cover(
          mix,
          [128, 86, 66],
          inside * 0.5 * smoothStep(0.1, 0.55, noise.layered(x * 0.9, y * 0.9 + offset, 3)) * smoothStep(0.2, 0.45, nearest),
        );
      shade(mix, 1 + 0.12 * inside * noise.layered(x * 1.9 - offset, y * 1.9, 3));
      const rough = noise.layered(x * 1.15 + offset, y * 1.15, 2) + 0.3 * noise.at(x * 3.7, y * 3.7) + 0.25 * noise.at(x * 13, y * 13);
      const flake = smoothStep(scaliness, scaliness + 0.5, rough);
      cover(mix, scale, inside * 0.7 * flake);
      // Scale throws a narrow shadow along its edge.
      shade(mix, 1 - 0.14 * inside * smoothStep(scaliness - 0.14, scaliness, rough) * (1 - flake));
    },
  };
};
