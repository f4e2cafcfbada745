import { namingRuleNames } from '../../../common/domain/naming.ts';
import type { PairedCounts, RunComparison } from '../../../common/domain/comparison.ts';
import {
  comparedOn,
  comparisonNotes,
  formatDifference,
  formatLevel,
  formatP,
  verdictSentence,
} from '../../../common/reports/comparison-sentences.ts';
import type { RunNames } from '../../../common/reports/comparison-sentences.ts';
import type { ConfidenceInterval } from '../../../common/metrics/bootstrap.ts';
import { formatCount, formatShare } from './numbers.ts';
import { researchUseOnly } from './research-use.ts';
import { formatTable } from './table.ts';

/** The runs' figures, what differs from the reference and whether that is more than chance, then recall per diagnosis. */
export function describeComparison(comparison: RunComparison, names: RunNames): string {
  const { classes, differences, part, referenceRunId, runs, supports } = comparison;
  const nameOf = (runId: number): string => names.get(runId) ?? `run ${runId}`;
  const reference = nameOf(referenceRunId);
  const figures = runs.map((run) => [
    run.runId,
    run.runId === referenceRunId ? `${nameOf(run.runId)} *` : nameOf(run.runId),
    formatShare(run.balancedAccuracy),
    formatInterval(run.interval, formatShare),
    formatShare(run.accuracy),
    formatShare(run.byLesion?.balancedAccuracy ?? null),
    formatShare(run.macroAuc),
    formatShare(run.logLoss),
    formatShare(run.calibrationError),
    namingRuleNames[run.naming],
  ]);
  const paired = differences.flatMap((one) => [
    pairedRow(nameOf(one.runId), 'photographs', one.photographs),
    ...(one.lesions === null ? [] : [pairedRow(nameOf(one.runId), 'lesions', one.lesions)]),
  ]);
  const referenceAt = runs.findIndex(({ runId }) => runId === referenceRunId);
  const recall = classes.map((label, index) => [
    label,
    formatCount(supports[index] ?? 0),
    ...runs.map((run, column) => {
      const own = run.recall[index] ?? null;
      const other = runs[referenceAt]?.recall[index] ?? null;
      if (column === referenceAt || own === null || other === null) return formatShare(own);
      return `${formatShare(own)} (${formatDifference(own - other)})`;
    }),
  ]);
  return [
    `On the ${part} part: ${comparedOn(comparison)} that all of them have judged`,
    formatTable(
      [
        ...['id', 'run (* = reference)', 'balanced accuracy', 'interval', 'accuracy', 'by lesion'],
        ...['mean AUC', 'log loss', 'calibration error', 'named by'],
      ],
      figures,
    ),
    '',
    ...differences.map((one) => verdictSentence(reference, nameOf(one.runId), one)),
    '',
    formatTable([`against ${reference}`, 'of', 'both right', 'only reference', 'only this run', 'neither', "McNemar's exact test"], paired),
    '',
    'Recall',
    formatTable(['diagnosis', 'photographs', ...runs.map(({ runId }) => nameOf(runId))], recall),
    '',
    ...comparisonNotes(comparison, names),
    '',
    researchUseOnly,
  ].join('\n');
}

function formatInterval(interval: ConfidenceInterval | null, format: (value: number) => string): string {
  return interval === null ? '-' : `${format(interval.low)} to ${format(interval.high)} (${formatLevel(interval.level)})`;
}

function pairedRow(name: string, of: string, counts: PairedCounts): string[] {
  const cells = [counts.both, counts.onlyReference, counts.onlyOther, counts.neither].map(formatCount);
  return [name, of, ...cells, formatP(counts.adjustedP)];
}
