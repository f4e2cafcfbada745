import type uPlot from 'uplot';
import { rangeWithAir } from '../../../common/reports/range-with-air.ts';
import type { ChartPalette } from './chart-palette.ts';
import type { ChartMarker, LineSeries } from './chart-series.ts';
import { drawDirectLabels, drawMarkers } from './draw-annotations.ts';

export interface LineChartSetting {
  readonly series: readonly LineSeries[];
  readonly palette: ChartPalette;
  readonly size: { readonly width: number; readonly height: number };
  readonly xLabel: string;
  /** Whole numbers only along x, such as epochs. */
  readonly hasWholeX: boolean;
  /** Fixed range of y; null adapts to the data. */
  readonly yRange: readonly [number, number] | null;
  readonly formatY: (value: number) => string;
  /** Charts with the same key share their crosshair and zoom. */
  readonly syncKey: string | null;
  readonly markers: () => readonly ChartMarker[];
  /** The series as they are now: for labels at the ends of growing lines. */
  readonly current: () => readonly LineSeries[];
  readonly onHover: (index: number | null) => void;
}

/** uPlot's options for one of our charts: thin lines, hairline grid, direct labels, crosshair, zoom by drag. */
export function lineChartOptions(setting: LineChartSetting): uPlot.Options {
  const { palette, series } = setting;
  return {
    ...setting.size,
    padding: [10, endLabelWidth(series, palette), 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false },
      y: { range: (_, min, max) => (setting.yRange === null ? rangeWithAir(min, max) : [setting.yRange[0], setting.yRange[1]]) },
    },
    axes: [xAxis(setting), yAxis(setting)],
    series: [
      {},
      ...series.map((line) => ({
        label: line.label,
        stroke: palette.resolve(line.colour),
        width: 1.5,
        ...(line.isDashed === true ? { dash: [5, 3] } : {}),
        ...(line.isSparse === true ? { spanGaps: true } : {}),
        ...(line.hasPointsOnly === true ? { paths: () => null } : {}),
        points: {
          show: (chart: uPlot) => line.hasPointsOnly === true || chart.data[0].length < 3,
          size: 5,
          fill: palette.resolve(line.colour),
        },
      })),
    ],
    // Near a line, the others step back: seven that cross can be told apart.
    focus: { alpha: series.length > 3 ? 0.25 : 1 },
    cursor: {
      focus: { prox: 20 },
      y: false,
      points: { size: 6, width: 1.5, fill: palette.ground },
      drag: { x: true, y: false, dist: 4 },
      ...(setting.syncKey === null ? {} : { sync: { key: setting.syncKey, scales: ['x', null] } }),
    },
    hooks: {
      draw: [
        (chart) => {
          drawMarkers(chart, setting.markers(), palette);
          drawDirectLabels(chart, setting.current(), palette);
        },
      ],
      setCursor: [(chart) => setting.onHover(chart.cursor.idx ?? null)],
    },
  };
}

function xAxis({ palette, xLabel, hasWholeX }: LineChartSetting): uPlot.Axis {
  return {
    stroke: palette.faint,
    font: palette.font,
    size: 22,
    label: xLabel,
    labelFont: palette.font,
    labelSize: 14,
    labelGap: 0,
    gap: 3,
    grid: { show: false },
    ticks: { stroke: palette.grid, width: 1, size: 4 },
    ...(hasWholeX ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] } : {}),
  };
}

function yAxis({ palette, formatY }: LineChartSetting): uPlot.Axis {
  return {
    stroke: palette.faint,
    font: palette.font,
    size: 46,
    gap: 6,
    space: 36,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map(formatY),
  };
}

/** Room at the right for the longest name. */
function endLabelWidth(series: readonly LineSeries[], palette: ChartPalette): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 80;
  context.font = palette.font;
  return Math.ceil(Math.max(0, ...series.map(({ label }) => context.measureText(label).width))) + 20;
}
