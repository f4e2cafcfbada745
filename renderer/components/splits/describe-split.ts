import type { Part, Split } from '../../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { formatTimes } from '../../format/numbers.ts';

export const partNames: Readonly<Record<Part, string>> = { train: 'Training', validation: 'Validation', test: 'Test' };
export const parts: readonly Part[] = ['train', 'validation', 'test'];

/** `70 : 15 : 15, seed 1` */
export function describeSplit(split: Split): string {
  const total = split.counts.train + split.counts.validation + split.counts.test;
  const shares = parts.map((part) => (total === 0 ? 0 : Math.round((split.counts[part] / total) * 100)));
  const grouping = split.grouping === 'lesion' ? '' : ', by photograph';
  return `${shares.join(' : ')} %, seed ${split.seed}${grouping}, test part ${split.testOpenings === 0 ? 'never opened' : `opened ${formatTimes(split.testOpenings)}`}`;
}

export interface ClassRow {
  readonly label: string;
  readonly counts: Readonly<Record<Part, number>>;
}

/** Photographs per class and part, in the fixed order of diagnoses. */
export function classRows(split: Split): ClassRow[] {
  const labels = orderDiagnoses(new Set(split.classCounts.map(({ label }) => label)));
  return labels.map((label) => {
    const of = (part: Part): number => split.classCounts.find((entry) => entry.label === label && entry.part === part)?.count ?? 0;
    return { label, counts: { train: of('train'), validation: of('validation'), test: of('test') } };
  });
}

/** What this split cannot show, in sentences. */
export function splitWarnings(split: Pick<Split, 'grouping'>, rows: readonly ClassRow[]): string[] {
  const without = (part: Part): string =>
    rows
      .filter(({ counts }) => counts[part] === 0)
      .map(({ label }) => label)
      .join(', ');
  const warnings: string[] = [];
  if (split.grouping === 'photograph') {
    warnings.push(
      'Split by photograph: a lesion may be in several parts, so figures on it flatter. Compare them with figures of the same kind only.',
    );
  }
  if (without('train') !== '') warnings.push(`Nothing teaches ${without('train')}: the training part has no photograph of it.`);
  if (without('validation') !== '') warnings.push(`Validation has no ${without('validation')}: its balanced accuracy leaves that out.`);
  if (without('test') !== '') warnings.push(`The test part has no ${without('test')}.`);
  return warnings;
}
