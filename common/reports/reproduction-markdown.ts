import { ownSettingsNote, settingsNames } from '../domain/recipe.ts';
import type { MeasuredFigure, Recipe, RecipeFigures } from '../domain/recipe.ts';

/** A recipe of a published project with what was measured of it. */
export interface ReproducedRecipe {
  readonly recipe: Pick<Recipe, 'id' | 'published'>;
  readonly figures: RecipeFigures;
}

const columns = [
  'recipe',
  'network, its start',
  'published',
  'accuracy in its own terms',
  'balanced accuracy, test part by lesion',
  'accuracy there (always the most frequent)',
  'epochs',
  'training',
  'photographs',
  'measured',
] as const;

/** The table published | measured as Markdown, with what a reader has to know of its figures. One for the command line and the window. */
export function reproductionMarkdown(reproduced: readonly ReproducedRecipe[]): string {
  const rows = reproduced.map((entry) => cellsOf(entry).map((cell) => cell.replaceAll('|', '\\|')));
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ...notesOf(reproduced)].join('\n');
}

function cellsOf({ recipe, figures }: ReproducedRecipe): string[] {
  const { inItsOwnTerms: own, grouped } = figures;
  const any = grouped ?? own;
  const published = recipe.published ?? 'no figure';
  if (any === null) return [recipe.id, '', published, 'not measured', 'not measured', '', '', '', '', ''];
  return [
    recipe.id,
    [`${any.network}${startNotes[any.startedFrom ?? 'none']}`, settingsNames[any.settings]].filter((part) => part !== null).join(', '),
    published,
    own === null
      ? 'not measured'
      : [`${score(own.accuracy)}, ${own.part} part by ${own.grouping}`, namingNote(own), ownSettingsNote(figures)]
          .filter((part) => part !== null)
          .join(', '),
    grouped === null ? 'not measured' : `${score(grouped.balancedAccuracy)} (${describeRange(grouped)})`,
    grouped === null ? '' : `${score(grouped.accuracy)} (${score(grouped.majorityBaseline)})`,
    String(any.epochs),
    duration(any.trainedMs),
    `${any.datasetName}, ${any.layout}`,
    any.measuredAt.slice(0, 10),
  ];
}

const startNotes = { imagenet: ', from ImageNet', random: ', from random weights', none: '' } as const;

/** The network's own answer needs no word. */
function namingNote({ naming }: MeasuredFigure): string | null {
  return naming === 'network' ? null : `named by the rule ${naming}`;
}

function describeRange(figure: MeasuredFigure): string {
  const { interval, chance, hasLesionIds } = figure;
  return [
    namingNote(figure),
    interval === null ? null : `${score(interval.low)} to ${score(interval.high)}`,
    `chance ${score(chance)}`,
    hasLesionIds ? null : 'lesions not known',
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function notesOf(reproduced: readonly ReproducedRecipe[]): string[] {
  const figures = reproduced.flatMap(({ figures: { inItsOwnTerms, grouped } }) => [inItsOwnTerms, grouped]).filter((each) => each !== null);
  const notes = [
    'In its own terms: accuracy on the kind of split that the project used. Where that is by photograph, lesions are in several parts and the figure flatters.',
  ];
  if (figures.some(({ settings }) => settings === 'quick')) {
    notes.push('A quick trial: few epochs, small photographs. It shows that everything runs, not what the networks can do.');
  }
  if (figures.some(({ startedFrom, settings }) => startedFrom === 'random' && settings !== 'changed')) {
    notes.push('From random weights: the ImageNet weights that the project began with were not there.');
  }
  return notes;
}

function score(value: number): string {
  return value.toFixed(3);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
