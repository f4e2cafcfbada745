import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import type { TypedFacts } from '../../../common/domain/patient-facts.ts';
import { toCsv } from '../../format/csv.ts';
import type { PredictionItem } from '../../state/prediction-item.ts';

/** One row per photograph, one column per diagnosis; where it failed, why. The warning travels with the figures. */
export function predictionCsv(runName: string, items: readonly PredictionItem[], facts: TypedFacts): string {
  const labels = orderDiagnoses(new Set(items.flatMap(({ result }) => result?.differential.map(({ label }) => label) ?? [])));
  const rows = items
    .filter(({ status }) => status === 'done' || status === 'failed')
    .map(({ file, result, error }) => {
      const byLabel = new Map(result?.differential.map(({ label, probability }) => [label, probability]));
      return [
        file.name,
        result?.differential[0]?.label ?? '',
        result?.naming ?? '',
        ...labels.map((label) => byLabel.get(label) ?? null),
        error ?? '',
      ];
    });
  const told = [facts.ageYears === null ? null : `age ${facts.ageYears}`, facts.sex, facts.site].filter((fact) => fact !== null);
  const notes = [[`Run: ${runName}`], ...(told.length === 0 ? [] : [[`Told of the patient: ${told.join(', ')}`]])];
  return toCsv([['file', 'named', 'named by', ...labels, 'error'], ...rows, [], ...notes, ['Research use only, not for diagnosis']]);
}
