/** One line of a chart. */
export interface LineSeries {
  readonly id: string;
  /** Shown at the line's end and in the readout. */
  readonly label: string;
  /** One per x; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** A custom property of the theme: `--chart-1`, `--dx-mel-edge`. */
  readonly colour: string;
  readonly isDashed?: boolean;
  /** Its values stand for themselves: no line runs through them. */
  readonly hasPointsOnly?: boolean;
  /** Not measured at every x, as where lines have their own times: it runs on through gaps, and between two values the readout shows the earlier one. */
  readonly isSparse?: boolean;
}

/** A point in x worth a thin vertical line: the best epoch, the chosen epoch. */
export interface ChartMarker {
  readonly x: number;
  readonly label: string;
}
