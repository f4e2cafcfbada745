import type { SeededRandom } from '../../../common/domain/random.ts';
import { drawMark } from './marks.ts';
import type { Canvas, Projection } from './marks.ts';
import { smoothStep } from './noise.ts';
import type { Skin } from './skin.ts';
import type { Tissue } from './tissue.ts';
import { projectionOf } from './view.ts';
import type { View } from './view.ts';

/** Renders one photograph: 8-bit RGB, row-major. `random` makes the sensor's noise. */
export function renderView(tissue: Tissue, skin: Skin, view: View, width: number, height: number, random: SeededRandom): Uint8ClampedArray {
  const canvas: Canvas = { width, height, pixels: new Float32Array(width * height * 3) };
  paintTissue(canvas, tissue, skin, view);
  const projection = projectionOf(view, width, height);
  for (const mark of [...tissue.marks, ...skin.marks]) drawMark(canvas, mark, projection);
  drawBubbles(canvas, view, projection);
  return expose(canvas, view, random);
}

function paintTissue(canvas: Canvas, tissue: Tissue, skin: Skin, view: View): void {
  const { width, height, pixels } = canvas;
  const mmPerPixel = view.fieldMm / width;
  const cos = Math.cos(view.turn);
  const sin = Math.sin(view.turn);
  const mix = new Float64Array(3);
  for (let row = 0, offset = 0; row < height; row++) {
    const seenY = (row + 0.5 - height / 2) * mmPerPixel - view.shiftY;
    for (let column = 0; column < width; column++, offset += 3) {
      const seenX = (column + 0.5 - width / 2) * mmPerPixel - view.shiftX;
      const x = seenX * cos + seenY * sin;
      const y = seenY * cos - seenX * sin;
      skin.paint(mix, x, y);
      tissue.paint(mix, x, y, tissue.outline.depthAt(x, y));
      skin.roughen(mix, x, y);
      pixels[offset] = mix[0] as number;
      pixels[offset + 1] = mix[1] as number;
      pixels[offset + 2] = mix[2] as number;
    }
  }
}

function drawBubbles(canvas: Canvas, view: View, projection: Projection): void {
  for (const { x, y, radius } of view.bubbles) {
    const [centreX, centreY] = [((x + 1) / 2) * canvas.width, ((y + 1) / 2) * canvas.height];
    const reach = radius * projection.pixelsPerMm;
    for (let row = Math.max(0, Math.floor(centreY - reach)); row < Math.min(canvas.height, centreY + reach); row++) {
      for (let column = Math.max(0, Math.floor(centreX - reach)); column < Math.min(canvas.width, centreX + reach); column++) {
        const distance = Math.hypot(column - centreX, row - centreY) / reach;
        if (distance > 1) continue;
        const rim = smoothStep(0.72, 0.9, distance) * smoothStep(1, 0.92, distance);
        const glint = smoothStep(0.3, 0.1, Math.hypot(column - centreX + reach * 0.35, row - centreY + reach * 0.35) / reach);
        const offset = (row * canvas.width + column) * 3;
        for (let channel = 0; channel < 3; channel++) {
          const before = canvas.pixels[offset + channel] as number;
          canvas.pixels[offset + channel] = before * (1 - 0.16 * rim) + 40 * glint + 4;
        }
      }
    }
  }
}

function expose(canvas: Canvas, view: View, random: SeededRandom): Uint8ClampedArray {
  const { width, height, pixels } = canvas;
  const bytes = new Uint8ClampedArray(pixels.length);
  const [red, green, blue] = view.light;
  const squaredHalfDiagonal = (width * width + height * height) / 4;
  // Marsaglia's xorshift (2003), as a sensor's noise needs nothing better and there are many pixels.
  let state = random.nextUint32() | 1;
  for (let row = 0, offset = 0; row < height; row++) {
    const downwards = (row * 2) / height - 1;
    for (let column = 0; column < width; column++, offset += 3) {
      const rightwards = (column * 2) / width - 1;
      const radius = Math.sqrt(((column - width / 2) ** 2 + (row - height / 2) ** 2) / squaredHalfDiagonal);
      let brightness = 1 + view.slopeX * rightwards + view.slopeY * downwards - view.falloff * radius * radius * radius;
      if (view.opening !== null) brightness *= 0.04 + 0.96 * smoothStep(view.opening + 0.02, view.opening - 0.05, radius);
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const noise = ((state & 0xffff) / 65536 + (state >>> 16) / 65536 - 1) * view.grain;
      // A clamped array keeps values within 0 and 255.
      bytes[offset] = (pixels[offset] as number) * brightness * red + noise;
      bytes[offset + 1] = (pixels[offset + 1] as number) * brightness * green + noise;
      bytes[offset + 2] = (pixels[offset + 2] as number) * brightness * blue + noise;
    }
  }
  return bytes;
}
