import type uPlot from 'uplot';
import type { ChartMarker, LineSeries } from './chart-series.ts';
import type { ChartPalette } from './chart-palette.ts';
import { spreadLabels } from '../../../common/reports/spread-labels.ts';

const lineHeight = 14;

/** Writes each line's name beside its end, in its colour, instead of a legend. */
export function drawDirectLabels(chart: uPlot, series: readonly LineSeries[], palette: ChartPalette): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const ends = series.flatMap((line) => {
    const value = line.values.filter((candidate) => candidate !== null).at(-1);
    return value === undefined ? [] : [{ line, y: chart.valToPos(value, 'y', true) }];
  });
  const centres = spreadLabels(
    ends.map(({ y }) => y),
    lineHeight * ratio,
    bbox.top + 4 * ratio,
    bbox.top + bbox.height - 4 * ratio,
  );
  ctx.save();
  ctx.font = scaleFont(palette.font, ratio);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ends.forEach(({ line }, index) => {
    const y = centres[index] ?? 0;
    const x = bbox.left + bbox.width + 6 * ratio;
    ctx.fillStyle = palette.resolve(line.colour);
    ctx.fillRect(x, y - ratio, 6 * ratio, 2 * ratio);
    ctx.fillStyle = palette.text;
    ctx.fillText(line.label, x + 10 * ratio, y);
  });
  ctx.restore();
}

/** Thin vertical lines with their names at the top. */
export function drawMarkers(chart: uPlot, markers: readonly ChartMarker[], palette: ChartPalette): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = scaleFont(palette.font, ratio);
  ctx.textBaseline = 'top';
  ctx.fillStyle = palette.faint;
  ctx.strokeStyle = palette.faint;
  ctx.lineWidth = ratio;
  for (const marker of markers) {
    const x = Math.round(chart.valToPos(marker.x, 'x', true)) + 0.5;
    if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // What begins there stands behind its line, as long as there is room.
    const isBefore = x + 4 * ratio + ctx.measureText(marker.label).width > bbox.left + bbox.width;
    ctx.textAlign = isBefore ? 'right' : 'left';
    writeOverLines(ctx, palette, ratio, marker.label, [x + (isBefore ? -4 : 4) * ratio, bbox.top + 2 * ratio]);
  }
  ctx.restore();
}

/** With a rim of the ground around its letters, so that a line which runs through them leaves them readable. */
function writeOverLines(
  ctx: CanvasRenderingContext2D,
  palette: ChartPalette,
  ratio: number,
  text: string,
  [x, y]: readonly [number, number],
): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.ground;
  ctx.strokeText(text, x, y);
  ctx.restore();
  ctx.fillText(text, x, y);
}

function scaleFont(font: string, ratio: number): string {
  return font.replace(/^(\d+)px/, (_, size: string) => `${Number(size) * ratio}px`);
}
