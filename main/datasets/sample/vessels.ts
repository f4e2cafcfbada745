import type { SeededRandom } from '../../../common/domain/random.ts';
import type { Colour } from './colour.ts';
import type { Stroke } from './marks.ts';

interface Branch {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly width: number;
  readonly length: number;
}

/** A tree of vessels that divides and thins out, as telangiectasia in a basal cell carcinoma does. */
export function growVesselTree(random: SeededRandom, start: Omit<Branch, 'length'>, length: number, colour: Colour): Stroke[] {
  const strokes: Stroke[] = [];
  const waiting: Branch[] = [{ ...start, length }];
  for (let branch = waiting.pop(); branch !== undefined && strokes.length < 40; branch = waiting.pop()) {
    const points: [number, number][] = [[branch.x, branch.y]];
    const step = 0.09;
    let { x, y, heading } = branch;
    for (let walked = 0; walked < branch.length; walked += step) {
      heading += random.between(-0.42, 0.42);
      x += Math.cos(heading) * step;
      y += Math.sin(heading) * step;
      points.push([x, y]);
      if (random.next() < 0.1 && branch.width > 0.014) {
        const side = random.next() < 0.5 ? -1 : 1;
        waiting.push({
          x,
          y,
          heading: heading + side * random.between(0.5, 1.1),
          width: branch.width * 0.62,
          length: branch.length * 0.55,
        });
      }
    }
    strokes.push({ kind: 'stroke', points, startWidth: branch.width, endWidth: branch.width * 0.45, colour, opacity: 0.62 });
  }
  return strokes;
}
