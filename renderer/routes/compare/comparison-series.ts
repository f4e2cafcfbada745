import type { EpochDetail } from '../../../common/contract/run-calls.ts';
import type { EpochRecord, Run } from '../../../common/domain/run.ts';
import type { LineSeries } from '../../components/charts/chart-series.ts';
import { colourOf, labelOf } from './run-marks.ts';

export type CurveAxis = 'epoch' | 'minutes';

/** What the charts of several runs draw over each other. */
export interface ComparisonSeries {
  readonly x: readonly number[];
  readonly balancedAccuracy: readonly LineSeries[];
  readonly validationLoss: readonly LineSeries[];
  readonly trainLoss: readonly LineSeries[];
}

/**
 * By epoch, or by the minutes that a run had trained at the end of each: there every run has its own places along x.
 * @param runs in the order of their columns; those without epochs draw nothing
 */
export function comparisonSeries(
  runs: readonly Pick<Run, 'id' | 'name'>[],
  epochs: ReadonlyMap<number, readonly EpochDetail[]>,
  axis: CurveAxis,
): ComparisonSeries {
  const courses = runs.map(({ id, name }, column) => ({ id, name, column, at: courseOf(epochs.get(id) ?? [], axis) }));
  const x = [...new Set(courses.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  const lines = (value: (record: EpochRecord) => number): LineSeries[] =>
    courses
      .filter(({ at }) => at.size > 0)
      .map(({ id, name, column, at }) => ({
        id: String(id),
        label: labelOf(column, name),
        colour: colourOf(column),
        values: x.map((position) => {
          const record = at.get(position);
          return record === undefined ? null : value(record);
        }),
        isSparse: axis === 'minutes',
      }));
  return {
    x,
    balancedAccuracy: lines(({ validationBalancedAccuracy }) => validationBalancedAccuracy),
    validationLoss: lines(({ validationLoss }) => validationLoss),
    trainLoss: lines(({ trainLoss }) => trainLoss),
  };
}

function courseOf(epochs: readonly EpochDetail[], axis: CurveAxis): Map<number, EpochRecord> {
  let minutes = 0;
  return new Map(
    epochs.map(({ record }) => {
      minutes += record.durationMs / 60_000;
      return [axis === 'epoch' ? record.epoch : minutes, record];
    }),
  );
}
