import type { ImportIssue } from '../../common/domain/dataset.ts';
import { note, rejection } from './import-issue.ts';
import type { PhotographRow } from './metadata-rows.ts';
import { photographKey } from './photograph-key.ts';

/**
 * Finds ids that have several rows. Rows that say the same are imported once; where they contradict each other nobody can know which is right, and the
 * photograph is left out.
 */
export function mergeDuplicateRows(rows: readonly PhotographRow[]): { rows: PhotographRow[]; issues: ImportIssue[] } {
  const byKey = Map.groupBy(rows, (row) => photographKey(row.imageId));
  const kept: PhotographRow[] = [];
  const issues: ImportIssue[] = [];
  for (const [first, ...others] of byKey.values()) {
    if (first === undefined) continue;
    const second = others[0];
    if (second === undefined) {
      kept.push(first);
      continue;
    }
    const finding = { kind: 'duplicate-id' as const, imageId: first.imageId, line: second.line };
    const lines = `lines ${[first, ...others].map((row) => row.line).join(' and ')}`;
    if (others.every((row) => saysTheSame(row, first))) {
      kept.push(first);
      issues.push(note({ ...finding, message: `${first.imageId} is named on ${lines}, with the same facts. It is imported once.` }));
    } else {
      issues.push(
        rejection({
          ...finding,
          message: `${first.imageId} is named on ${lines}, with different facts. It is left out; correct the table.`,
        }),
      );
    }
  }
  return { rows: kept, issues };
}

/** Lesions whose rows disagree about the diagnosis: imported, but one of them is wrong. */
export function findConflictingLesions(rows: readonly PhotographRow[]): ImportIssue[] {
  const issues: ImportIssue[] = [];
  for (const [lesionId, ofLesion] of Map.groupBy(rows, (row) => row.lesionId)) {
    const [first] = ofLesion;
    const other = ofLesion.find((row) => row.diagnosis !== first?.diagnosis);
    if (lesionId === null || first === undefined || other === undefined) continue;
    issues.push(
      note({
        kind: 'conflicting-lesion',
        imageId: other.imageId,
        line: other.line,
        message: `Lesion ${lesionId} is ${first.diagnosis} on line ${first.line} and ${other.diagnosis} on line ${other.line}. Both are imported; one of the diagnoses must be wrong.`,
      }),
    );
  }
  return issues;
}

function saysTheSame(a: PhotographRow, b: PhotographRow): boolean {
  return (['diagnosis', 'lesionId', 'proof', 'ageYears', 'sex', 'site'] as const).every((fact) => a[fact] === b[fact]);
}
