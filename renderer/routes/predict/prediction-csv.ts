import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { toCsv } from '../../format/csv.ts';
import type { PredictionItem } from '../../state/prediction-item.ts';

/** One row per photograph, one column per diagnosis; where it failed, why. The warning travels with the figures. */
export function predictionCsv(runName: string, items: readonly PredictionItem[]): string {
  const labels = orderDiagnoses(new Set(items.flatMap(({ result }) => result?.differential.map(({ label }) => label) ?? [])));
  const rows = items
    .filter(({ status }) => status === 'done' || status === 'failed')
    .map(({ file, result, error }) => {
      const byLabel = new Map(result?.differential.map(({ label, probability }) => [label, probability]));
      return [file.name, result?.differential[0]?.label ?? '', ...labels.map((label) => byLabel.get(label) ?? null), error ?? ''];
    });
  return toCsv([['file', 'first', ...labels, 'error'], ...rows, [], [`Run: ${runName}`], ['Research use only, not for diagnosis']]);
}
