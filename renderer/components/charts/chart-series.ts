import type { DrawnLine } from '../../../common/reports/line-chart-svg.ts';

/** One line of a chart on the screen. Between two values of a sparse one the readout shows the earlier. */
export interface LineSeries extends DrawnLine {
  readonly id: string;
  /** A custom property of the theme: `--chart-1`, `--dx-mel-edge`. */
  readonly colour: string;
}

/** A point in x worth a thin vertical line: the best epoch, the chosen epoch. */
export interface ChartMarker {
  readonly x: number;
  readonly label: string;
}
