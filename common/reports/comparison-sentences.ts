import { verdictOf } from '../domain/comparison.ts';
import type { RunComparison, RunDifference } from '../domain/comparison.ts';

/** What each run is called, by id. */
export type RunNames = ReadonlyMap<number, string>;

/** `+0.031`, `−0.007`, `0.000`: a difference of two figures from 0 to 1. */
export function formatDifference(value: number): string {
  const digits = Math.abs(value).toFixed(3);
  if (Number(digits) === 0) return digits;
  return `${value > 0 ? '+' : '−'}${digits}`;
}

/** `p = 0.013`, `p < 0.001` */
export function formatP(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** `95 %`, `97.5 %`, `98.3 %` */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(1))} %`;
}

/** Whether a run is better than the reference, and how sure that is, in a sentence. */
export function verdictSentence(reference: string, name: string, difference: RunDifference): string {
  const { balancedAccuracy, interval } = difference;
  if (interval === null) return `Between ${name} and ${reference} nothing can be told from a single lesion.`;
  const range = `${formatLevel(interval.level)} interval ${formatDifference(interval.low)} to ${formatDifference(interval.high)}`;
  const by = `${formatDifference(balancedAccuracy)} in balanced accuracy, ${range}`;
  switch (verdictOf(difference)) {
    case 'better':
      return `${name} is better than ${reference}, and by more than chance: ${by}.`;
    case 'worse':
      return `${name} is worse than ${reference}, and by more than chance: ${by}.`;
    case 'undecided':
      return `Between ${name} and ${reference} these photographs do not decide; the difference may be chance: ${by}.`;
  }
}

/** On what the runs were compared: `1,000 photographs of 748 lesions` */
export function comparedOn({ photographs, lesionCount }: RunComparison): string {
  const count = (value: number, word: string): string => `${value.toLocaleString('en-GB')} ${word}${value === 1 ? '' : 's'}`;
  return `${count(photographs.ids.length, 'photograph')} of ${count(lesionCount, 'lesion')}`;
}

/** What limits the comparison, a sentence or two each. */
export function comparisonNotes(comparison: RunComparison, names: RunNames): string[] {
  const { part, runs, differences, photographs } = comparison;
  const nameOf = (runId: number): string => names.get(runId) ?? `run ${runId}`;
  const notes: string[] = [];
  const partly = runs.filter(({ partSize }) => partSize > photographs.ids.length);
  if (partly.length > 0) {
    const sizes = partly.map(({ runId, partSize }) => `${partSize.toLocaleString('en-GB')} of ${nameOf(runId)}`).join(', ');
    notes.push(
      `Only photographs that lie in the ${part} part of every run’s split are compared: ${photographs.ids.length.toLocaleString('en-GB')}, out of ${sizes}. So figures differ from those of each run’s own evaluation.`,
    );
  }
  if (new Set(runs.map(({ evaluation }) => evaluation.views)).size > 1) {
    const views = runs.map(({ runId, evaluation }) => `${nameOf(runId)} in ${evaluation.views}`).join(', ');
    notes.push(`The runs looked at each photograph in different numbers of ways, which is part of the difference: ${views}.`);
  }
  const overlapping = runs.filter(({ evaluation }) => evaluation.trainingOverlap > 0);
  if (overlapping.length > 0) {
    notes.push(
      `Some photographs are also in what ${overlapping.map(({ runId }) => nameOf(runId)).join(', ')} learned from, byte for byte: these figures flatter.`,
    );
  }
  const chosenAfter = part === 'test' ? runs.filter(({ evaluation }) => evaluation.namingOpenings > 0) : [];
  if (chosenAfter.length > 0) {
    notes.push(
      `The naming rule of ${chosenAfter.map(({ runId }) => nameOf(runId)).join(', ')} was chosen after the test part had been opened: these figures flatter.`,
    );
  }
  notes.push(
    part === 'validation'
      ? 'Validation chose each run’s best epoch, so that all figures flatter a little; of many runs that were tried, the best one does so most.'
      : 'These are stored predictions: comparing did not open the test part again. A run that is chosen by these figures is fitted to the photographs that are to judge it.',
  );
  if (differences.some(({ lesions }) => lesions !== null)) {
    notes.push(
      'Photographs of one lesion are not independent: intervals draw whole lesions, and of the two McNemar tests the one by lesion is to be believed.',
    );
  }
  if (differences.length > 1) {
    notes.push(
      'Several runs are measured against the reference: intervals are wide enough to hold all together with 95 %, p-values are adjusted (Holm).',
    );
  }
  return notes;
}
