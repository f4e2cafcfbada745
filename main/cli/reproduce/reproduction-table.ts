import { architectureNames } from '../../../common/domain/model-spec.ts';
import { formatDuration, formatShare } from '../text/numbers.ts';
import type { ReproducedRun, Reproduction } from './run-reproduction.ts';

const columns = [
  'recipe',
  'network, its start',
  'published',
  'measured in its own terms',
  'balanced accuracy, test part by lesion',
  'accuracy there (always the most frequent)',
  'epochs',
  'training',
  'photographs',
];

/** The table published | measured as Markdown. */
export function describeReproductions(reproductions: readonly Reproduction[], isQuick: boolean): string {
  const rows = reproductions.map(rowOf);
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const notes = [
    'In its own terms: accuracy on the kind of split that the project used. Where that is by photograph, lesions are in several parts and the figure flatters.',
  ];
  if (isQuick) notes.unshift('A quick trial: few epochs, small photographs. It shows that everything runs, not what the networks can do.');
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ...notes].join('\n');
}

function rowOf({ recipe, dataset, inItsOwnTerms, grouped }: Reproduction): string[] {
  const { run } = grouped;
  const { model } = run.options;
  const start = 'weights' in model ? (model.weights === 'imagenet' ? ', from ImageNet' : ', from random weights') : '';
  const { metrics } = grouped.evaluation;
  return [
    recipe.id,
    `${architectureNames[model.architecture]}${start}`,
    recipe.published ?? 'no figure',
    `accuracy ${formatShare(inItsOwnTerms.evaluation.metrics.accuracy)}, ${describePart(inItsOwnTerms)}`,
    dataset.hasLesionIds ? formatShare(metrics.balancedAccuracy) : `${formatShare(metrics.balancedAccuracy)} (lesions not known)`,
    `${formatShare(metrics.accuracy)} (${formatShare(metrics.majorityBaseline)})`,
    String(run.epochsDone),
    formatDuration(run.trainedMs),
    `${dataset.photographCount}, ${dataset.layout}`,
  ];
}

function describePart({ evaluation, grouping }: ReproducedRun): string {
  return `${evaluation.part ?? ''} part by ${grouping}`;
}
