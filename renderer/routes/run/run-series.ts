import type { EpochDetail } from '../../../common/contract/run-calls.ts';
import type { EpochRecord } from '../../../common/domain/run.ts';
import type { MonitoredMetric } from '../../../common/domain/training-config.ts';
import type { LineSeries } from '../../components/charts/chart-series.ts';
import { diagnosisProperty } from '../../styles/diagnosis-paint.ts';

/** What the three charts of a run draw. */
export interface RunSeries {
  readonly epochs: readonly number[];
  readonly loss: readonly LineSeries[];
  readonly scores: readonly LineSeries[];
  readonly recall: readonly LineSeries[];
}

/** @param metrics that choose the best epoch or stop early: those that are not drawn anyway are drawn as well */
export function runSeries(epochs: readonly EpochDetail[], classes: readonly string[], metrics: readonly MonitoredMetric[]): RunSeries {
  const records = epochs.map(({ record }) => record);
  const line = (
    id: string,
    label: string,
    colour: string,
    value: (record: EpochRecord) => number | null,
    isDashed = false,
  ): LineSeries => ({
    id,
    label,
    colour,
    values: records.map(value),
    isDashed,
  });
  return {
    epochs: records.map(({ epoch }) => epoch),
    loss: [
      line('validation', 'validation', '--chart-1', (record) => record.validationLoss),
      line('train', 'training', '--chart-2', (record) => record.trainLoss),
    ],
    scores: [
      line('balanced', 'balanced', '--chart-1', (record) => record.validationBalancedAccuracy),
      line('accuracy', 'accuracy', '--chart-1', (record) => record.validationAccuracy, true),
      line('train', 'training acc.', '--chart-2', (record) => record.trainAccuracy, true),
      ...(metrics.includes('recall') ? [line('recall', 'recall > ½', '--chart-2', (record) => record.validationRecallAtHalf)] : []),
      ...(metrics.includes('malignantRecall')
        ? [line('malignant', 'malignant recall', '--dx-mel-edge', (record) => record.validationMalignantRecall)]
        : []),
    ],
    // akiec's and bcc's colours come close where they must stand out from white.
    recall: classes.map((id, index) =>
      line(id, id, diagnosisProperty(id, 'edge'), (record) => record.validationRecall[index] ?? null, id === 'akiec'),
    ),
  };
}
