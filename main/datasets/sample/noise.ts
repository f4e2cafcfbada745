import type { SeededRandom } from '../../../common/domain/random.ts';

/** Cells around a point, as Worley's cellular noise sees them. */
export interface CellDistances {
  /** Distance to the nearest cell's centre, in cells. */
  nearest: number;
  /** Distance to the second nearest. Where both are equal runs the border between two cells. */
  second: number;
  /** 0 to 255, the same for every point of one cell. */
  cell: number;
}

/** Two-dimensional noise, the same for the same seed: smooth gradient noise (Perlin 1985) and cells (Worley 1996). */
export class NoiseField {
  readonly #order = new Uint8Array(514);
  readonly #gradientX = new Float64Array(256);
  readonly #gradientY = new Float64Array(256);
  readonly #cells: CellDistances = { nearest: 0, second: 0, cell: 0 };

  constructor(random: SeededRandom) {
    const order = random.shuffle(Uint8Array.from({ length: 256 }, (_, index) => index));
    this.#order.set(order);
    this.#order.set(order, 256);
    this.#order.set(order.subarray(0, 2), 512);
    for (let index = 0; index < 256; index++) {
      const angle = random.next() * 2 * Math.PI;
      this.#gradientX[index] = Math.cos(angle) * 1.5;
      this.#gradientY[index] = Math.sin(angle) * 1.5;
    }
  }

  /** Smooth noise of about -1 to 1, mean 0, one bump per unit. */
  at(x: number, y: number): number {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const dx = x - left;
    const dy = y - top;
    const u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
    const v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
    const column = left & 255;
    const row = top & 255;
    const order = this.#order;
    const gradientX = this.#gradientX;
    const gradientY = this.#gradientY;
    const leftOrder = order[column] as number;
    const rightOrder = order[column + 1] as number;
    // Written out, because this runs some ten times for every pixel.
    const id00 = order[leftOrder + row] as number;
    const id10 = order[rightOrder + row] as number;
    const id01 = order[leftOrder + row + 1] as number;
    const id11 = order[rightOrder + row + 1] as number;
    const a = (gradientX[id00] as number) * dx + (gradientY[id00] as number) * dy;
    const b = (gradientX[id10] as number) * (dx - 1) + (gradientY[id10] as number) * dy;
    const c = (gradientX[id01] as number) * dx + (gradientY[id01] as number) * (dy - 1);
    const d = (gradientX[id11] as number) * (dx - 1) + (gradientY[id11] as number) * (dy - 1);
    const upper = a + u * (b - a);
    return upper + v * (c + u * (d - c) - upper);
  }

  /** Noise with detail: `octaves` layers, each twice as fine and half as strong. */
  layered(x: number, y: number, octaves: number): number {
    let total = 0;
    let strength = 1;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      total += strength * this.at(x * scale + octave * 17.3, y * scale - octave * 9.1);
      strength /= 2;
      scale *= 2;
    }
    return total;
  }

  /** Cells of about one unit. The answer is valid until the next call. */
  cellsAt(x: number, y: number): CellDistances {
    const left = Math.floor(x);
    const top = Math.floor(y);
    let nearest = Infinity;
    let second = Infinity;
    let cell = 0;
    for (let row = top - 1; row <= top + 1; row++) {
      for (let column = left - 1; column <= left + 1; column++) {
        const id = this.#hash(column & 255, row & 255);
        const dx = column + 0.5 + (this.#gradientX[id] as number) * 0.26 - x;
        const dy = row + 0.5 + (this.#gradientY[id] as number) * 0.26 - y;
        const distance = dx * dx + dy * dy;
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
          cell = id;
        } else if (distance < second) second = distance;
      }
    }
    this.#cells.nearest = Math.sqrt(nearest);
    this.#cells.second = Math.sqrt(second);
    this.#cells.cell = cell;
    return this.#cells;
  }

  #hash(column: number, row: number): number {
    return this.#order[(this.#order[column & 255] as number) + row] as number;
  }
}

/** 0 below `low`, 1 above `high`, smooth between (also with `low` > `high`). */
export function smoothStep(low: number, high: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}
