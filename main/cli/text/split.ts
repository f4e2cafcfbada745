import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { Part } from '../../../common/domain/dataset.ts';
import type { Split } from '../../../common/domain/dataset.ts';
import { formatCount } from './numbers.ts';
import { formatTable } from './table.ts';

/** Photographs per part and diagnosis. */
export function describeSplit(split: Split): string {
  const labels = orderDiagnoses(new Set(split.classCounts.map(({ label }) => label)));
  const countOf = (part: Part, label: string): number =>
    split.classCounts.find((entry) => entry.part === part && entry.label === label)?.count ?? 0;
  const rows = Part.options.map((part) => [
    part,
    formatCount(split.counts[part]),
    ...labels.map((label) => formatCount(countOf(part, label))),
  ]);
  return [`Split ${split.id} (${split.name}), no lesion in two parts.`, formatTable(['part', 'photographs', ...labels], rows)].join('\n');
}
