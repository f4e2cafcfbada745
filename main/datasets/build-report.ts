import { basename } from 'node:path';
import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import type { ImportIssue, ImportReport } from '../../common/domain/dataset.ts';
import { note } from './import-issue.ts';
import type { ImportPlan, PlannedPhotograph } from './import-plan.ts';

/** A photograph that was read and can be imported. */
export interface AcceptedPhotograph {
  readonly photograph: PlannedPhotograph;
  readonly contentHash: string;
}

const mostIssuesOfAKind = 50;

/**
 * Sums up an inspection or import: the plan's findings, what opening the photographs brought (`issues`), and pairs of photographs with the same content.
 * At most 50 issues of each kind and severity are listed; all are counted.
 */
export function buildReport(plan: ImportPlan, accepted: readonly AcceptedPhotograph[], issues: readonly ImportIssue[]): ImportReport {
  const all = [...plan.issues, ...issues, ...findIdenticalContent(accepted)];
  const byKind = Map.groupBy(all, (issue) => `${issue.kind} ${issue.severity}`);
  const photographs = accepted.map(({ photograph }) => photograph);
  return {
    layout: plan.layout,
    folderLabel: basename(plan.root),
    metadataFile: plan.metadataFile,
    photographFolders: [...plan.photographFolders],
    rowCount: plan.rowCount,
    fileCount: plan.fileCount,
    importableCount: accepted.length,
    rejectedCount: all.filter((issue) => issue.severity === 'reject').length,
    lesionCount: new Set(photographs.map(groupOf)).size,
    hasLesionIds: plan.hasLesionIds,
    classCounts: countClasses(photographs),
    issueCounts: [...byKind.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ kind: first.kind, severity: first.severity, count: others.length + 1 }],
    ),
    issues: [...byKind.values()].flatMap((ofKind) => ofKind.slice(0, mostIssuesOfAKind)),
  };
}

/** Photographs with the same bytes under different ids: they must not be split apart, and one of the ids may be a mistake. */
function findIdenticalContent(accepted: readonly AcceptedPhotograph[]): ImportIssue[] {
  const issues: ImportIssue[] = [];
  for (const [first, ...others] of Map.groupBy(accepted, (item) => item.contentHash).values()) {
    for (const { photograph } of first === undefined ? [] : others) {
      issues.push(
        note({
          kind: 'identical-content',
          imageId: photograph.imageId,
          fileName: photograph.relativePath,
          message: `${photograph.imageId} is the same photograph as ${first?.photograph.imageId ?? ''}, byte for byte. Both are imported.`,
        }),
      );
    }
  }
  return issues;
}

/** What must stay in one part of a split: the lesion, or the photograph itself where no lesion is known. */
function groupOf(photograph: PlannedPhotograph): string {
  return photograph.lesionId === null ? `image ${photograph.imageId}` : `lesion ${photograph.lesionId}`;
}

function countClasses(photographs: readonly PlannedPhotograph[]): { label: string; count: number }[] {
  const byLabel = Map.groupBy(photographs, (photograph) => photograph.diagnosis);
  return orderDiagnoses(byLabel.keys()).map((label) => ({ label, count: byLabel.get(label)?.length ?? 0 }));
}
