import type { Dataset, ImportIssue, ImportReport } from '../../../common/domain/dataset.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import { formatTable } from './table.ts';

/** Findings listed one by one, in the text form only: `--json` has them all. */
const listedIssues = 20;

export function describeImportReport(report: ImportReport): string {
  const lines = [
    `${report.folderLabel}: layout ${report.layout}, metadata ${report.metadataFile === '' ? 'none' : report.metadataFile}, photographs in ${report.photographFolders.join(', ')}`,
    `${formatQuantity(report.rowCount, 'row')}, ${formatQuantity(report.fileCount, 'file')}; ${formatQuantity(report.importableCount, 'photograph')} can be imported, ${formatCount(report.rejectedCount)} rejected.`,
    report.hasLesionIds
      ? `${formatQuantity(report.lesionCount, 'lesion')}.`
      : 'No lesion ids: a split by lesion is not possible, one by photograph is (marked as such).',
    describeClasses(report.classCounts),
  ];
  const counts = formatTable(
    ['finding', 'severity', 'count'],
    report.issueCounts.map((issue) => [issue.kind, issue.severity, formatCount(issue.count)]),
  );
  if (counts !== '') lines.push('', counts, '', ...listIssues(report.issues));
  return lines.join('\n');
}

export function describeImported(dataset: Dataset, rejections: readonly ImportIssue[]): string {
  const lesions = dataset.hasLesionIds ? ` of ${formatQuantity(dataset.lesionCount, 'lesion')}` : '';
  return [
    `Dataset ${dataset.id} (${dataset.name}): ${formatQuantity(dataset.photographCount, 'photograph')}${lesions} imported, ${formatCount(dataset.rejectedCount)} rejected.`,
    describeClasses(dataset.classCounts),
    ...listIssues(rejections),
  ].join('\n');
}

function describeClasses(counts: readonly { label: string; count: number }[]): string {
  return counts.map(({ label, count }) => `${label} ${formatCount(count)}`).join(', ');
}

function listIssues(issues: readonly ImportIssue[]): string[] {
  const lines = issues.slice(0, listedIssues).map((issue) => `- ${issue.message}`);
  if (issues.length > listedIssues) lines.push(`- and ${formatCount(issues.length - listedIssues)} more: see --json`);
  return lines;
}
