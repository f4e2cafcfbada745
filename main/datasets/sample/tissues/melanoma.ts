import { between, cover, coverBetween, shade, vary } from '../colour.ts';
import type { Colour } from '../colour.ts';
import type { Mark } from '../marks.ts';
import { smoothStep } from '../noise.ts';
import { Outline } from '../outline.ts';
import type { GrowTissue } from '../tissue.ts';

const blueWhite: Colour = [136, 138, 152];
const scar: Colour = [222, 192, 184];
const nearlyBlack: Colour = [38, 27, 28];

/** Melanoma: asymmetric in outline and colour, broken network, blue-white veil, regression, irregular dots, streaks along a part of the border. */
export const growMelanoma: GrowTissue = (random, noise) => {
  // One in four is early: smaller, rounder, with fewer signs.
  const isEarly = random.next() < 1 / 4;
  const outline = new Outline(random, noise, {
    radius: isEarly ? random.between(1.8, 2.6) : random.between(2.3, 3.8),
    irregularity: isEarly ? random.between(0.12, 0.22) : random.between(0.2, 0.42),
    raggedness: random.between(0.04, 0.11),
    stretch: random.between(1.1, 1.8),
  });
  const dark = vary(random, [74, 46, 36], 12);
  const light = vary(random, [158, 106, 78], 14);
  const red = vary(random, [168, 92, 82], 10);
  const offset = random.between(10, 90);
  const lean = random.next() * 2 * Math.PI;
  // Not every melanoma shows everything: each sign has a threshold of its own.
  const veil = random.next() < (isEarly ? 0.25 : 0.65) ? random.between(0.05, 0.3) : 9;
  const regression = random.next() < (isEarly ? 0.1 : 0.45) ? random.between(0.2, 0.4) : 9;
  const blotch = random.between(0.05, 0.35) + (isEarly ? 0.2 : 0);
  const redness = random.next() < 0.5 ? random.between(0.15, 0.4) : 9;
  const spacing = random.between(0.19, 0.32);
  const softness = random.between(0.1, 0.32);

  const marks: Mark[] = [];
  for (const [x, y, depth] of outline.scatter(random, 12 + random.nextBelow(34), 0.3, 0.92)) {
    const radius = random.between(0.03, 0.11) * (depth > 0.7 ? 1 : 0.8);
    const colour = between(nearlyBlack, dark, random.next());
    marks.push({
      kind: 'dot',
      x,
      y,
      radius,
      stretch: random.between(1, 1.8),
      turn: random.next() * 3,
      colour,
      opacity: random.between(0.35, 0.75),
      softness: 0.7,
    });
  }
  if (random.next() < 0.55) {
    const spread = random.between(0.5, 1.3);
    for (const [x, y] of outline.scatter(random, 34, 0.72, 0.9)) {
      const angle = Math.atan2(y, x);
      if (Math.cos(angle - lean) < Math.cos(spread)) continue;
      const length = random.between(0.15, 0.5);
      const heading = angle + random.between(-0.3, 0.3);
      const end: [number, number] = [x + Math.cos(heading) * length, y + Math.sin(heading) * length];
      marks.push({ kind: 'stroke', points: [[x, y], end], startWidth: 0.14, endWidth: 0.03, colour: dark, opacity: 0.4 });
    }
  }
  return {
    outline,
    marks,
    paint(mix, x, y, depth) {
      // Abrupt on one side, fading on the other.
      const edge = softness * (1 + 0.9 * noise.at((x * 0.8) / outline.radius + offset, (y * 0.8) / outline.radius));
      const inside = smoothStep(1 + edge * 0.4, 1 - edge, depth);
      if (inside === 0) return;
      const u = (x * 1.1) / outline.radius;
      const v = (y * 1.1) / outline.radius;
      const drift = (x * Math.cos(lean) + y * Math.sin(lean)) / outline.radius;
      const darkness = smoothStep(-0.45, 0.6, noise.layered(u * 1.2 + offset, v * 1.2, 3) + 0.45 * drift);
      coverBetween(mix, light, dark, darkness, inside * 0.9);
      if (redness < 1) cover(mix, red, inside * 0.7 * smoothStep(redness, redness + 0.4, noise.layered(u * 1.3 - offset, v * 1.3, 2)));
      const { nearest, second } = noise.cellsAt(
        x / spacing + 0.9 * noise.at(x * 1.1, y * 1.1),
        y / spacing + 0.9 * noise.at(x * 1.1 + 50, y * 1.1),
      );
      const width = 0.2 + 0.4 * noise.at(u * 2.4, v * 2.4 + offset);
      const brokenness = smoothStep(-0.15, 0.3, noise.at(u * 2 - offset, v * 2));
      if (width > 0.03) shade(mix, 1 - 0.36 * inside * brokenness * (1 - smoothStep(0, width + 0.15, second - nearest)));
      cover(mix, nearlyBlack, inside * 0.85 * smoothStep(blotch, blotch + 0.4, noise.layered(u * 1.5, v * 1.5 - offset, 3) - 0.25));
      if (veil < 1) {
        const amount = smoothStep(veil, veil + 0.5, noise.layered(u * 1.05 + offset * 2, v * 1.05, 2)) * smoothStep(1, 0.7, depth);
        cover(mix, blueWhite, 0.78 * inside * amount);
      }
      if (regression < 1) {
        const amount = smoothStep(regression, regression + 0.45, noise.layered(u * 1.2, v * 1.2 + offset * 3, 2));
        cover(mix, scar, 0.8 * inside * amount);
        // Peppering: fine grey dust where pigment was lost.
        if (amount > 0.3) shade(mix, 1 - 0.22 * inside * smoothStep(0.34, 0.14, noise.cellsAt(x * 9, y * 9).nearest));
      }
      shade(mix, 1 + inside * (0.1 * noise.layered(x * 2.3, y * 2.3, 3)));
    },
  };
};
