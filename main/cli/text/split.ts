import { orderDiagnoses } from '../../../common/domain/diagnosis.ts';
import { Part } from '../../../common/domain/dataset.ts';
import type { Dataset, Split, SplitGrouping } from '../../../common/domain/dataset.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import { formatTable } from './table.ts';

const groupingWords: Readonly<Record<SplitGrouping, string>> = {
  lesion: 'no lesion in two parts.',
  photograph: 'by photograph: lesions may be in several parts, so figures on it flatter.',
};

/** Photographs per part and diagnosis. */
export function describeSplit(split: Split, dataset: Dataset): string {
  const labels = orderDiagnoses(new Set(split.classCounts.map(({ label }) => label)));
  const countOf = (part: Part, label: string): number =>
    split.classCounts.find((entry) => entry.part === part && entry.label === label)?.count ?? 0;
  const rows = Part.options.map((part) => [
    part,
    formatCount(split.counts[part]),
    ...labels.map((label) => formatCount(countOf(part, label))),
  ]);
  const leftOut = dataset.photographCount - split.counts.train - split.counts.validation - split.counts.test;
  const lines = [
    `Split ${split.id} (${split.name}), ${groupingWords[split.grouping]}`,
    formatTable(['part', 'photographs', ...labels], rows),
  ];
  if (leftOut > 0) lines.push(`${formatQuantity(leftOut, 'photograph')} in no part.`);
  return lines.join('\n');
}
