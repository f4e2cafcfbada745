import { pairedCell } from '../../../common/domain/comparison.ts';
import type { PairedCounts, RunComparison } from '../../../common/domain/comparison.ts';
import type { RunNames } from '../../../common/reports/comparison-sentences.ts';
import { toCsv } from '../../format/csv.ts';
import type { SettingRow } from './comparison-settings.ts';

type Row = (string | number | null)[];

/** Settings, figures, what differs from the reference and recall per diagnosis: one column a run, full precision. */
export function comparisonCsv(names: RunNames, settings: readonly SettingRow[], comparison: RunComparison | undefined): string {
  const head: Row = ['', ...names.values()];
  const told: Row[] = [head, ['id', ...names.keys()], ...settings.map(({ label, values }) => [label, ...values])];
  return toCsv(comparison === undefined ? told : [...told, [], ...figureRows(comparison, head)]);
}

function figureRows(
  { part, referenceRunId, classes, supports, lesionCount, photographs, runs, differences }: RunComparison,
  head: Row,
): Row[] {
  const differenceOf = (runId: number) => differences.find((one) => one.runId === runId);
  const row = (label: string, value: (run: RunComparison['runs'][number]) => string | number | null): Row => [label, ...runs.map(value)];
  const counts = (what: 'photographs' | 'lesions', of: keyof PairedCounts) => (run: RunComparison['runs'][number]) =>
    differenceOf(run.runId)?.[what]?.[of] ?? null;
  return [
    head,
    row('part', () => part),
    row('photographs compared', () => photographs.ids.length),
    row('lesions', () => lesionCount),
    row('photographs in its part', ({ partSize }) => partSize),
    row('views', ({ evaluation }) => evaluation.views),
    row('naming rule', ({ naming }) => naming),
    row('balanced accuracy', ({ balancedAccuracy }) => balancedAccuracy),
    row('interval, low', ({ interval }) => interval?.low ?? null),
    row('interval, high', ({ interval }) => interval?.high ?? null),
    row('interval, level', ({ interval }) => interval?.level ?? null),
    row('accuracy', ({ accuracy }) => accuracy),
    row('balanced accuracy by lesion', ({ byLesion }) => byLesion?.balancedAccuracy ?? null),
    row('accuracy by lesion', ({ byLesion }) => byLesion?.accuracy ?? null),
    row('macro AUC', ({ macroAuc }) => macroAuc),
    row('log loss', ({ logLoss }) => logLoss),
    row('calibration error', ({ calibrationError }) => calibrationError),
    [],
    row('against the reference', ({ runId }) => (runId === referenceRunId ? 'reference' : null)),
    row('difference in balanced accuracy', ({ runId }) => differenceOf(runId)?.balancedAccuracy ?? null),
    row('its interval, low', ({ runId }) => differenceOf(runId)?.interval?.low ?? null),
    row('its interval, high', ({ runId }) => differenceOf(runId)?.interval?.high ?? null),
    row('its interval, level', ({ runId }) => differenceOf(runId)?.interval?.level ?? null),
    row('difference in accuracy', ({ runId }) => differenceOf(runId)?.accuracy ?? null),
    ...(['photographs', 'lesions'] as const).flatMap((what) => [
      row(`${what}, both right`, counts(what, 'both')),
      row(`${what}, only the reference right`, counts(what, 'onlyReference')),
      row(`${what}, only this run right`, counts(what, 'onlyOther')),
      row(`${what}, neither right`, counts(what, 'neither')),
      row(`${what}, McNemar exact p`, counts(what, 'p')),
      row(`${what}, adjusted p (Holm)`, counts(what, 'adjustedP')),
    ]),
    [],
    ['recall', ...head.slice(1), 'photographs'],
    ...classes.map((label, index): Row => [label, ...runs.map(({ recall }) => recall[index] ?? null), supports[index] ?? null]),
  ];
}

/** A row a photograph: what it shows, what each run names, and who of the reference and each other run is right. */
export function photographsCsv({ classes, photographs, referenceRunId, runs }: RunComparison, names: RunNames): string {
  const reference = runs.findIndex(({ runId }) => runId === referenceRunId);
  const isRight = (column: number, index: number): boolean => photographs.named[column]?.[index] === photographs.actual[index];
  const others = runs.map(({ runId }, column) => ({ runId, column })).filter(({ column }) => column !== reference);
  const nameOf = (runId: number): string => names.get(runId) ?? `run ${runId}`;
  return toCsv([
    [
      'image',
      'diagnosis',
      ...runs.map(({ runId }) => nameOf(runId)),
      ...others.map(({ runId }) => `right: ${nameOf(runId)} against the reference`),
    ],
    ...photographs.imageIds.map((imageId, index): Row => [
      imageId,
      classes[photographs.actual[index] ?? 0] ?? '',
      ...runs.map((_, column) => classes[photographs.named[column]?.[index] ?? 0] ?? ''),
      ...others.map(({ column }) => pairedCell(isRight(reference, index), isRight(column, index))),
    ]),
  ]);
}
