import { namingRuleNames } from '../../../common/domain/naming.ts';
import type { Split } from '../../../common/domain/dataset.ts';
import type { Run } from '../../../common/domain/run.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { formatDateTime, formatDuration } from '../../format/times.ts';
import { describeOptions } from '../train/describe-options.ts';
import type { Fact } from '../train/describe-options.ts';
import { trainedMs } from '../run/run-status.ts';

export interface SettingRow {
  readonly label: string;
  /** One a run; null where it means nothing to it. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
  /** What came of it or when, rather than what was set: it nearly always differs. */
  readonly isOutcome: boolean;
}

/** Everything that runs were told and what came of it, a row each, in the order of a run's own facts. */
export function settingRows(runs: readonly Run[], splitOf: (run: Run) => Split | undefined, now: Date): SettingRow[] {
  const told = runs.map((run) => toldOf(run, splitOf(run)));
  const outcomes = runs.map((run) => outcomeOf(run, now));
  return [...toRows(runs, told, false), ...toRows(runs, outcomes, true)];
}

function toRows(runs: readonly Run[], columns: readonly (readonly Fact[])[], isOutcome: boolean): SettingRow[] {
  return mergeLabels(columns.map((facts) => facts.map(({ label }) => label))).map((label) => {
    const values = columns.map((facts) => facts.find((fact) => fact.label === label)?.value ?? null);
    // What an ensemble lacks means nothing to it; what a trained run lacks is switched off there.
    const meant = values.filter((value, index) => value !== null || runs[index]?.members === null);
    return { label, values, differs: new Set(meant).size > 1, isOutcome };
  });
}

/** All labels once; one that only some runs have stands where it stands with them. */
function mergeLabels(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let after = -1;
    for (const label of list) {
      const at = merged.indexOf(label);
      if (at < 0) merged.splice(++after, 0, label);
      else after = at;
    }
  }
  return merged;
}

function toldOf(run: Run, split: Split | undefined): Fact[] {
  const shared = [
    { label: 'Split', value: split?.name ?? `split ${run.splitId}` },
    { label: 'Diagnosis named by', value: namingRuleNames[run.naming] },
  ];
  // An ensemble was trained by nobody: its options are those of its first run.
  if (run.members !== null) return [{ label: 'Network', value: `ensemble of ${formatCounted(run.members.length, 'run')}` }, ...shared];
  return [
    { label: 'Recipe', value: run.recipeId },
    ...describeOptions(run.options).filter(({ label }) => label !== 'Diagnosis named by' && label !== 'Seed'),
    ...(run.teacher === null ? [] : [{ label: 'Teacher', value: run.teacher.name }]),
    ...shared,
    { label: 'Seed', value: String(run.options.seed) },
  ];
}

function outcomeOf(run: Run, now: Date): Fact[] {
  const durationMs = trainedMs(run, now);
  return [
    { label: 'Weights', value: run.weightCount === null ? '–' : formatCount(run.weightCount) },
    ...(run.members === null
      ? [
          { label: 'Best epoch', value: run.bestEpoch === null ? '–' : `${run.bestEpoch} of ${run.epochsDone}` },
          { label: 'Trained for', value: durationMs === null ? '–' : formatDuration(durationMs) },
          { label: 'Engine', value: run.engine === null ? '–' : `${run.engine.kind} ${run.engine.version}, ${run.engine.device}` },
        ]
      : []),
    { label: run.members === null ? 'Started' : 'Combined', value: formatDateTime(run.startedAt ?? run.createdAt) },
  ];
}
