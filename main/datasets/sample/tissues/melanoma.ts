import { between, cover, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

const blueWhite: Colour = [128, 134, 152];
const scar: Colour = [222, 192, 184];
const nearlyBlack: Colour = [38, 27, 28];

/** Melanoma: asymmetric in outline and colour, broken network, blue-white veil, regression, irregular dots, streaks along a part of the border. */
export const growMelanoma: GrowTissue = (random, noise) => {
  const outline = new Outline(random, noise, {
    radius: random.between(2.3, 3.7),
    irregularity: random.between(0.2, 0.42),
    raggedness: random.between(0.05, 0.13),
    stretch: random.between(1.1, 1.8),
  });
  const dark = vary(random, [74, 46, 36], 12);
  const light = vary(random, [158, 106, 78], 14);
  const red = vary(random, [168, 92, 82], 10);
  const offset = random.between(10, 90);
  const lean = random.next() * 2 * Math.PI;
  // Not every melanoma shows everything: each sign has a threshold of its own.
  const veil = random.next() < 0.65 ? random.between(0.05, 0.3) : 9;
  const regression = random.next() < 0.45 ? random.between(0.2, 0.4) : 9;
  const blotch = random.between(0.05, 0.35);
  const redness = random.next() < 0.5 ? random.between(0.15, 0.4) : 9;
  const spacing = random.between(0.26, 0.4);
  const softness = random.between(0.06, 0.2);

  const marks: Mark[] = [];
  for (const [x, y, depth] of outline.scatter(random, 12 + random.nextBelow(34), 0.35, 1.04)) {
    const radius = random.between(0.03, 0.11) * (depth > 0.85 ? 1 : 0.8);
    const colour = between(nearlyBlack, dark, random.next());
    marks.push({
      kind: 'dot',
      x,
      y,
      radius,
      stretch: random.between(1, 1.8),
      turn: random.next() * 3,
      colour,
      opacity: random.between(0.5, 0.85),
      softness: 0.45,
    });
  }
  if (random.next() < 0.55) {
    const spread = random.between(0.5, 1.3);
    for (const [x, y] of outline.scatter(random, 60, 0.86, 0.98)) {
      const angle = Math.atan2(y, x);
      if (Math.cos(angle - lean) < Math.cos(spread)) continue;
      const length = random.between(0.2, 0.55);
      const heading = angle + random.between(-0.3, 0.3);
      const end: [number, number] = [x + Math.cos(heading) * length, y + Math.sin(heading) * length];
      marks.push({ kind: 'stroke', points: [[x, y], end], startWidth: 0.13, endWidth: 0.05, colour: dark, opacity: 0.6 });
    }
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      const inside = smoothStep(1 + softness * 0.4, 1 - softness, depth);
      if (inside === 0) return;
      const u = (x * 1.1) / outline.radius;
      const v = (y * 1.1) / outline.radius;
      const drift = (x * Math.cos(lean) + y * Math.sin(lean)) / outline.radius;
      const darkness = smoothStep(-0.45, 0.6, noise.layered(u * 1.2 + offset, v * 1.2, 3) + 0.45 * drift);
      cover(mix, between(light, dark, darkness), inside * 0.92);
      if (redness < 1) cover(mix, red, inside * 0.7 * smoothStep(redness, redness + 0.4, noise.layered(u * 1.3 - offset, v * 1.3, 2)));
      const { nearest, second } = noise.cellsAt(
        x / spacing + 0.9 * noise.at(x * 1.1, y * 1.1),
        y / spacing + 0.9 * noise.at(x * 1.1 + 50, y * 1.1),
      );
      const width = 0.22 + 0.3 * noise.at(u * 2.4, v * 2.4 + offset);
      const brokenness = smoothStep(-0.15, 0.3, noise.at(u * 2 - offset, v * 2));
      if (width > 0.03) shade(mix, 1 - 0.42 * inside * brokenness * (1 - smoothStep(0.02, width, second - nearest)));
      cover(mix, nearlyBlack, inside * 0.85 * smoothStep(blotch, blotch + 0.22, noise.layered(u * 1.5, v * 1.5 - offset, 3) - 0.25));
      if (veil < 1) {
        const amount = smoothStep(veil, veil + 0.35, noise.layered(u * 1.05 + offset * 2, v * 1.05, 2)) * smoothStep(1, 0.7, depth);
        cover(mix, blueWhite, 0.78 * inside * amount);
      }
      if (regression < 1) {
        const amount = smoothStep(regression, regression + 0.25, noise.layered(u * 1.2, v * 1.2 + offset * 3, 2));
        cover(mix, scar, 0.8 * inside * amount);
        // Peppering: fine grey dust where pigment was lost.
        if (amount > 0.3) shade(mix, 1 - 0.3 * inside * smoothStep(0.3, 0.16, noise.cellsAt(x * 9, y * 9).nearest));
      }
      shade(mix, 1 + inside * 0.09 * noise.layered(x * 3.1, y * 3.1, 2));
    },
  };
};
