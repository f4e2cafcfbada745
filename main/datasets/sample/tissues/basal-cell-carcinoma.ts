import { between, cover, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';
import { growVesselTree } from '../vessels.ts';

const shining: Colour = [240, 222, 220];

/** Basal cell carcinoma: pearly pink without network, branching vessels, blue-grey ovoid nests, shiny white blotches, sometimes an ulcer. */
export const growBasalCellCarcinoma: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(1.9, 3.2),
    irregularity: random.between(0.1, 0.24),
    raggedness: random.between(0.02, 0.06),
    stretch: random.between(1, 1.5),
  });
  const pearl = vary(random, [208, 142, 142], 12);
  const vessel = vary(random, [166, 58, 66], 10);
  const nest = vary(random, [92, 92, 110], 10);
  const isPigmented = random.next() < 0.55;
  const offset = random.between(10, 90);
  const shine = random.between(0.25, 0.5);

  const marks: Mark[] = [];
  const nestCount = isPigmented ? 4 + random.nextBelow(9) : random.nextBelow(3);
  for (const [x, y, depth] of outline.scatter(random, nestCount, 0.15, 0.97)) {
    marks.push({
      kind: 'dot',
      x,
      y,
      radius: random.between(0.12, depth > 0.7 ? 0.3 : 0.5),
      stretch: random.between(1.1, 2.3),
      turn: random.next() * Math.PI,
      colour: random.next() < 0.3 ? [110, 74, 62] : nest,
      opacity: random.between(0.4, 0.8),
      softness: random.between(0.45, 0.9),
    });
  }
  if (random.next() < 0.4) {
    // An ulcer: a crust of many overlapping flecks.
    for (const [x, y] of outline.scatter(random, 1 + random.nextBelow(2), 0, 0.6)) {
      const size = random.between(0.25, 0.6);
      for (let fleck = 0; fleck < 16; fleck++) {
        marks.push({
          kind: 'dot',
          x: x + random.between(-size, size),
          y: y + random.between(-size, size) * 0.7,
          radius: size * random.between(0.2, 0.5),
          stretch: random.between(1, 2),
          turn: random.next() * Math.PI,
          colour: between([112, 42, 38], [178, 104, 74], random.next()),
          opacity: random.between(0.25, 0.5),
          softness: random.between(0.3, 0.8),
        });
      }
    }
  }
  for (const [x, y] of outline.scatter(random, 3 + random.nextBelow(4), 0.75, 1.15)) {
    const heading = Math.atan2(-y, -x) + random.between(-0.7, 0.7);
    marks.push(
      ...growVesselTree(random, { x, y, heading, width: random.between(0.03, 0.065) }, outline.radius * random.between(0.7, 1.4), vessel),
    );
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1.12, 0.62, depth);
      if (inside === 0) return;
      cover(mix, pearl, inside * 0.75);
      shade(mix, 1 - 0.1 * inside * smoothStep(0.6, 0.95, depth) + inside * (0.1 * noise.layered(x * 1.6, y * 1.6, 3)));
      cover(mix, shining, 0.55 * inside * smoothStep(shine, shine + 0.3, noise.layered(x * 0.9 + offset, y * 0.9, 3)));
      if (isPigmented) cover(mix, nest, 0.35 * inside * smoothStep(0.15, 0.6, noise.layered(x * 1.1, y * 1.1 + offset, 2)));
    },
  };
};
