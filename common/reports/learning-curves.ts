import type { EpochRecord } from '../domain/run.ts';
import type { DrawnChart, DrawnLine } from './line-chart-svg.ts';

/** A run with what its epochs told. */
export interface LearnedRun {
  readonly name: string;
  readonly bestEpoch: number | null;
  /** In their order; their numbers begin at 1. */
  readonly epochs: readonly EpochRecord[];
}

/** Okabe and Ito's colours, dark enough for lines on white, in the order in which runs get them. */
const colours = ['#1f63b0', '#b35900', '#007a58', '#8c4a76', '#757575', '#2b8cbe', '#8a7300', '#1a1a1a'];

/**
 * What the runs learned from epoch to epoch, by the networks' own answers: one run with its training part beside its validation part, several by their validation parts over each other.
 * @param runs at least one, each with at least one epoch
 */
export function learningCurves(runs: readonly LearnedRun[]): DrawnChart[] {
  const x = Array.from({ length: Math.max(...runs.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))) }, (_, index) => index + 1);
  const line = (run: LearnedRun, label: string, colour: string, value: (record: EpochRecord) => number, isDashed = false): DrawnLine => {
    const byEpoch = new Map(run.epochs.map((record) => [record.epoch, value(record)]));
    return { label, colour, isDashed, values: x.map((epoch) => byEpoch.get(epoch) ?? null) };
  };
  const [only] = runs.length === 1 ? runs : [];
  const best = only?.bestEpoch ?? null;
  const shared = {
    x,
    xLabel: 'epoch',
    hasWholeX: true,
    formatY: formatScore,
    markers: best === null ? [] : [{ x: best, label: 'best' }],
  };
  const [first = '', second = ''] = colours;
  const ofAll = (value: (record: EpochRecord) => number): DrawnLine[] =>
    runs.map((run, index) => line(run, run.name, colours[index % colours.length] ?? first, value));
  return [
    {
      ...shared,
      title: 'Loss',
      unit: only === undefined ? 'validation part' : 'training: with weights and augmentation as its recipe says',
      lines:
        only === undefined
          ? ofAll(({ validationLoss }) => validationLoss)
          : [
              line(only, 'validation', first, ({ validationLoss }) => validationLoss),
              line(only, 'training', second, ({ trainLoss }) => trainLoss),
            ],
    },
    {
      ...shared,
      title: 'Balanced accuracy',
      unit: 'validation part',
      lines:
        only === undefined
          ? ofAll(({ validationBalancedAccuracy }) => validationBalancedAccuracy)
          : [
              line(only, 'balanced', first, ({ validationBalancedAccuracy }) => validationBalancedAccuracy),
              line(only, 'accuracy', first, ({ validationAccuracy }) => validationAccuracy, true),
            ],
    },
  ];
}

/** `.713`: scores and losses alike, as tables have them. */
function formatScore(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 0);
}
