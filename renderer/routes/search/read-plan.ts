import { SearchPlan } from '../../../common/domain/search.ts';
import { spaceIssues } from '../../../common/search/space-issues.ts';
import type { MonitoredMetric, TrainingOptions } from '../../../common/domain/training-config.ts';
import { explainIssue } from '../../state/explain-issue.ts';
import { toNumber } from '../../state/typed-numbers.ts';
import { toDimension } from './dimension-draft.ts';
import type { DimensionDraft } from './dimension-draft.ts';
import { nameOfOption } from './searchable-options.ts';

/** How a search goes about it, as fields hold it. */
export interface SearchSettings {
  readonly method: 'random' | 'tpe' | 'halving';
  readonly trials: string;
  readonly metric: MonitoredMetric;
  readonly seed: string;
  /** `tpe`: so many are drawn by themselves first. */
  readonly startupTrials: string;
  readonly eta: string;
  readonly firstRung: string;
  /** Poor trials are stopped early. */
  readonly isPruning: boolean;
  readonly pruningTrials: string;
  readonly pruningEpochs: string;
}

export type SettingErrors = Readonly<Partial<Record<keyof SearchSettings, string>>>;

export interface PlanReading {
  /** Null while something is wrong. */
  readonly plan: SearchPlan | null;
  readonly errors: SettingErrors;
  /** What is wrong with a dimension, by its path. */
  readonly spaceErrors: Readonly<Partial<Record<string, string>>>;
  /** What is wrong with the space as a whole. */
  readonly spaceError: string | null;
}

/** Reads the fields; where that fails, says at which field and why. */
export function readPlan(options: TrainingOptions, settings: SearchSettings, drafts: readonly DimensionDraft[]): PlanReading {
  const spaceErrors: Record<string, string> = {};
  const space: unknown[] = [];
  for (const draft of drafts) {
    const read = toDimension(draft);
    if ('error' in read) spaceErrors[draft.path] = read.error;
    else space.push(read.dimension);
  }
  const readPaths = drafts.filter(({ path }) => spaceErrors[path] === undefined).map(({ path }) => path);
  const parsed = SearchPlan.safeParse({ ...settingsOf(settings), options, space });
  const errors: Partial<Record<keyof SearchSettings, string>> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const [first, second] = issue.path;
    const path = first === 'space' ? readPaths[Number(second)] : undefined;
    if (path !== undefined) spaceErrors[path] ??= explainEnd(issue);
    else if (first !== 'space') errors[fieldOf(String(first), String(second))] ??= explainIssue(issue);
  }
  if (drafts.length === 0) return { plan: null, errors, spaceErrors, spaceError: 'Add at least one setting to search.' };
  if (!parsed.success || Object.keys(spaceErrors).length > 0) return { plan: null, errors, spaceErrors, spaceError: null };
  let spaceError: string | null = null;
  for (const { path, message } of spaceIssues(parsed.data)) {
    if (path === null) spaceError ??= message;
    else spaceErrors[path] ??= message.replaceAll(path, nameOfOption(path));
  }
  const isFine = spaceError === null && Object.keys(spaceErrors).length === 0;
  return { plan: isFine ? parsed.data : null, errors, spaceErrors, spaceError };
}

function settingsOf(settings: SearchSettings): Record<string, unknown> {
  const { method } = settings;
  return {
    method: {
      kind: method,
      ...(method === 'tpe' ? { startupTrials: toNumber(settings.startupTrials) } : {}),
      ...(method === 'halving' ? { eta: toNumber(settings.eta), firstRung: toNumber(settings.firstRung) } : {}),
    },
    trials: toNumber(settings.trials),
    metric: settings.metric,
    seed: toNumber(settings.seed),
    pruning:
      settings.isPruning && method !== 'halving'
        ? { kind: 'median', startupTrials: toNumber(settings.pruningTrials), afterEpochs: toNumber(settings.pruningEpochs) }
        : { kind: 'none' },
  };
}

function fieldOf(first: string, second: string): keyof SearchSettings {
  if (first === 'pruning') return second === 'startupTrials' ? 'pruningTrials' : 'pruningEpochs';
  return (first === 'method' ? second : first) as keyof SearchSettings;
}

/** Which end of a range is meant, and what is wrong with it. */
function explainEnd(issue: Parameters<typeof explainIssue>[0]): string {
  const end = issue.path[2];
  const message = explainIssue(issue);
  return end === 'from' || end === 'to'
    ? `${end === 'from' ? 'From' : 'To'}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
    : message;
}
