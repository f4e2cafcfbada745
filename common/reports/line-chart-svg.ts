import { niceTicks } from './nice-ticks.ts';
import { rangeWithAir } from './range-with-air.ts';
import { spreadLabels } from './spread-labels.ts';

/** One line of a drawn chart. */
export interface DrawnLine {
  /** Stands at the line's end. */
  readonly label: string;
  /** One per x of the chart; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** A CSS colour that stands for itself: `#1f63b0`. */
  readonly colour: string;
  readonly isDashed?: boolean;
  /** Its values stand for themselves: no line runs through them. */
  readonly hasPointsOnly?: boolean;
  /** Not measured at every x: it runs on through gaps. */
  readonly isSparse?: boolean;
}

/** A chart of lines over one axis. */
export interface DrawnChart {
  readonly title: string;
  /** Beside the title: `mean cross-entropy`. */
  readonly unit?: string;
  readonly x: readonly number[];
  /** `epoch` */
  readonly xLabel: string;
  /** Whole numbers only along x. */
  readonly hasWholeX?: boolean;
  readonly lines: readonly DrawnLine[];
  /** Fixed range of y; null adapts to the data. */
  readonly yRange?: readonly [number, number] | null;
  readonly formatY: (value: number) => string;
  /** Thin vertical lines: the best epoch. */
  readonly markers?: readonly { readonly x: number; readonly label: string }[];
}

/** CSS colours and the font of a drawing. */
export interface DrawnPalette {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly fontFamily: string;
}

/** Black on white, as on paper. */
export const paperPalette: DrawnPalette = {
  ground: '#ffffff',
  text: '#1a1a1a',
  faint: '#666666',
  grid: '#e4e4e4',
  fontFamily: 'system-ui, sans-serif',
};

const fontSize = 11;
/** Mean width of a character of a sans at this size; a little too wide rather than too narrow, since text cannot be measured here. */
const characterWidth = fontSize * 0.58;
const lineGap = 14;
const space = { top: 34, bottom: 36, left: 52, right: 16 };

/**
 * Draws charts beneath each other as one SVG file that needs nothing else: no style sheet, no script, no font of its own.
 * @param size px of each chart, its title and axes included
 */
export function lineChartSvg(
  charts: readonly DrawnChart[],
  size: { readonly width: number; readonly height: number },
  palette: DrawnPalette = paperPalette,
): string {
  const height = size.height * charts.length;
  // The same for all, so that an epoch stands beneath itself.
  const longest = Math.max(0, ...charts.flatMap(({ lines }) => lines.map(({ label }) => label.length)));
  const right = size.width - space.right - longest * characterWidth;
  const drawn = charts.map(
    (chart, index) => `<g transform="translate(0 ${size.height * index})">${drawChart(chart, size.height, right, palette)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" font-family="${escape(palette.fontFamily)}" font-size="${fontSize}">`,
    `<rect width="${size.width}" height="${height}" fill="${palette.ground}"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  readonly range: readonly [number, number];
  at(value: number): number;
}

/** @param right where x ends, px */
function drawChart(chart: DrawnChart, height: number, right: number, palette: DrawnPalette): string {
  const bottom = height - space.bottom;
  const x = scale(rangeOf(chart.x) ?? [0, 1], space.left, right);
  const values = chart.lines.flatMap((line) => line.values.filter((value) => value !== null));
  const [least, most] = rangeOf(values) ?? [null, null];
  const y = scale(chart.yRange ?? rangeWithAir(least, most), bottom, space.top);
  const xTicks = niceTicks(x.range, Math.max(2, Math.floor((right - space.left) / 60))).filter(
    (tick) => chart.hasWholeX !== true || Number.isInteger(tick),
  );
  const yTicks = niceTicks(y.range, Math.max(2, Math.floor((bottom - space.top) / 36)));
  const ends = chart.lines.flatMap((line) => endOf(line, y));
  const centres = spreadLabels(
    ends.map(({ wish }) => wish),
    lineGap,
    space.top,
    bottom,
  );
  return [
    text(space.left, 16, chart.title, palette.text, { weight: 600 }),
    ...(chart.unit === undefined
      ? []
      : [text(space.left + (chart.title.length + 2) * characterWidth * 1.08, 16, chart.unit, palette.faint)]),
    ...yTicks.flatMap((tick) => [
      path(`M${space.left} ${round(y.at(tick))}H${round(right)}`, palette.grid),
      text(space.left - 6, y.at(tick) + 4, chart.formatY(tick), palette.faint, { anchor: 'end' }),
    ]),
    ...xTicks.flatMap((tick) => [
      path(`M${round(x.at(tick))} ${bottom}v4`, palette.grid),
      text(x.at(tick), bottom + 16, String(tick), palette.faint, { anchor: 'middle' }),
    ]),
    text((space.left + right) / 2, bottom + 30, chart.xLabel, palette.faint, { anchor: 'middle' }),
    ...(chart.markers ?? []).flatMap((marker) => [
      path(`M${round(x.at(marker.x))} ${space.top}V${bottom}`, palette.faint, '2 3'),
      text(x.at(marker.x), space.top - 5, marker.label, palette.faint, { anchor: 'middle' }),
    ]),
    ...chart.lines.flatMap((line) => drawLine(line, chart.x, x, y)),
    ...ends.map(({ line }, index) => text(right + 8, (centres[index] ?? 0) + 4, line.label, line.colour)),
  ].join('\n');
}

function drawLine(line: DrawnLine, xs: readonly number[], x: Scale, y: Scale): string[] {
  const points = line.values.map((value, index) => (value === null ? null : { x: round(x.at(xs[index] ?? 0)), y: round(y.at(value)) }));
  const known = points.filter((point) => point !== null);
  const dots = known.map((point) => `<circle cx="${point.x}" cy="${point.y}" r="2.5" fill="${line.colour}"/>`);
  if (line.hasPointsOnly === true) return dots;
  const drawn = line.isSparse === true ? known : points;
  const steps = drawn.map((point, index) =>
    point === null ? '' : `${index === 0 || drawn[index - 1] === null ? 'M' : 'L'}${point.x} ${point.y}`,
  );
  // A line of one or two points is hardly one: its values are marked.
  return [path(steps.join(''), line.colour, line.isDashed === true ? '5 3' : null, 1.5), ...(known.length < 3 ? dots : [])];
}

function endOf(line: DrawnLine, y: Scale): { line: DrawnLine; wish: number }[] {
  const last = line.values.findLast((value) => value !== null);
  return last === undefined ? [] : [{ line, wish: y.at(last) }];
}

function scale(range: readonly [number, number], from: number, to: number): Scale {
  const [min, max] = range;
  return { range, at: (value) => (max === min ? (from + to) / 2 : from + ((value - min) / (max - min)) * (to - from)) };
}

function rangeOf(values: readonly number[]): [number, number] | null {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? null : [Math.min(...finite), Math.max(...finite)];
}

function path(d: string, stroke: string, dash: string | null = null, width = 1): string {
  const dashes = dash === null ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
}

interface TextStyle {
  readonly anchor?: 'middle' | 'end';
  readonly weight?: number;
}

function text(x: number, y: number, words: string, fill: string, { anchor, weight }: TextStyle = {}): string {
  const style = `${anchor === undefined ? '' : ` text-anchor="${anchor}"`}${weight === undefined ? '' : ` font-weight="${weight}"`}`;
  return `<text x="${round(x)}" y="${round(y)}" fill="${fill}"${style}>${escape(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
