import type { BenchCase } from './cases.ts';
import type { ContestantName } from './contestant.ts';
import type { Scores } from './compare.ts';

/** One case of `--json`. Throughputs in photographs a second, ratios above 1 where Nevus is faster; null where there is no such contestant. */
export interface Row {
  readonly case: string;
  readonly nevus: number;
  readonly keras: number | null;
  readonly pytorch: number | null;
  readonly onnx: number | null;
  readonly ratioToKeras: number | null;
  readonly ratioToPytorch: number | null;
  readonly ratioToOnnx: number | null;
  /** The same in processor time, which says more on a machine that does other work. */
  readonly processorRatios: Readonly<Record<string, number>>;
  readonly goals: Readonly<Record<string, number>>;
  /** Throughputs of each contestant by its ways; the fastest counts. */
  readonly variants: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly megabytes: Readonly<Record<string, number>>;
  readonly weightCount: number;
}

export function toRow({ name, goals }: BenchCase, scores: Scores): Row {
  const nevus = scores.get('nevus');
  if (nevus === undefined) throw new Error('Nevus was not measured');
  const others = [...scores].filter(([contestant]) => contestant !== 'nevus');
  const throughput = (contestant: ContestantName): number | null => scores.get(contestant)?.throughput ?? null;
  const ratio = (contestant: ContestantName): number | null => {
    const other = throughput(contestant);
    return other === null ? null : nevus.throughput / other;
  };
  return {
    case: name,
    nevus: nevus.throughput,
    keras: throughput('keras'),
    pytorch: throughput('pytorch'),
    onnx: throughput('onnx'),
    ratioToKeras: ratio('keras'),
    ratioToPytorch: ratio('pytorch'),
    ratioToOnnx: ratio('onnx'),
    processorRatios: Object.fromEntries(
      others.map(([contestant, score]) => [contestant, nevus.processorThroughput / score.processorThroughput]),
    ),
    goals: { ...goals },
    variants: Object.fromEntries([...scores].map(([contestant, score]) => [contestant, score.variants])),
    megabytes: Object.fromEntries([...scores].map(([contestant, { megabytes }]) => [contestant, Math.round(megabytes)])),
    weightCount: nevus.weightCount,
  };
}

/** A table for people: ratios, the goal behind each; times belong to a machine and say little. */
export function toTable(rows: readonly Row[], cases: readonly BenchCase[]): string {
  const lines = rows.map((row) => {
    const title = cases.find(({ name }) => name === row.case)?.title ?? '';
    const { goals, processorRatios } = row;
    const megabytes = Object.entries(row.megabytes).map(([name, value]) => `${name} ${value}`);
    return [
      row.case,
      title,
      showRatio(row.ratioToKeras, goals['keras'], processorRatios['keras']),
      showRatio(row.ratioToPytorch, goals['pytorch'], processorRatios['pytorch']),
      showRatio(row.ratioToOnnx, goals['onnx'], processorRatios['onnx']),
      megabytes.join(', '),
      row.weightCount === 0 ? '' : row.weightCount.toLocaleString('en'),
    ];
  });
  const head = ['case', 'work', 'to Keras', 'to PyTorch', 'to ONNX Runtime', 'peak memory, MB', 'weights'];
  const widths = head.map((title, column) => Math.max(3, title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const show = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const legend = 'Throughput of Nevus over that of the other; (in processor time); goal.';
  return [legend, '', show(head), show(widths.map((width) => '-'.repeat(width))), ...lines.map(show)].join('\n');
}

function showRatio(ratio: number | null, goal: number | undefined, processorRatio: number | undefined): string {
  if (ratio === null) return '';
  const inProcessorTime = processorRatio === undefined ? '' : ` (${processorRatio.toFixed(2)})`;
  return `${ratio.toFixed(2)}${inProcessorTime}${goal === undefined ? '' : `; ${goal}`}`;
}
