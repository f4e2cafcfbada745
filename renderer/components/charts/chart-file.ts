import { lineChartSvg } from '../../../common/reports/line-chart-svg.ts';
import type { DrawnChart } from '../../../common/reports/line-chart-svg.ts';
import type { ChartPalette } from './chart-palette.ts';
import type { LineSeries } from './chart-series.ts';

export interface ChartContent extends Omit<DrawnChart, 'lines'> {
  readonly series: readonly LineSeries[];
}

/** A chart of lines as an SVG file that stands alone: the theme's colours and font are written into it. */
export function chartFile(
  { series, ...chart }: ChartContent,
  palette: ChartPalette,
  size: { readonly width: number; readonly height: number },
): string {
  const lines = series.map(({ id: _id, colour, ...line }) => ({ ...line, colour: palette.resolve(colour) }));
  const { ground, text, faint, grid, font } = palette;
  return lineChartSvg([{ ...chart, lines }], size, { ground, text, faint, grid, fontFamily: font.replace(/^\S+px /, '') });
}
