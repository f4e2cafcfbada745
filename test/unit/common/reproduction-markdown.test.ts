import { expect, test } from 'vitest';
import type { MeasuredFigure } from '../../../common/domain/recipe.ts';
import { reproductionMarkdown } from '../../../common/reports/reproduction-markdown.ts';

const figure: MeasuredFigure = {
  runId: 1,
  evaluationId: 2,
  datasetId: 3,
  network: 'VGG19',
  startedFrom: 'imagenet',
  settings: 'own',
  datasetName: 'HAM10000',
  layout: 'ham10000',
  hasLesionIds: true,
  grouping: 'photograph',
  part: 'test',
  photographs: 2003,
  naming: 'network',
  accuracy: 0.8147,
  majorityBaseline: 0.67,
  balancedAccuracy: 0.6,
  interval: null,
  chance: 1 / 7,
  epochs: 12,
  trainedMs: 351_000,
  device: null,
  measuredAt: '2026-11-21T17:00:00.000Z',
};
const grouped: MeasuredFigure = {
  ...figure,
  grouping: 'lesion',
  accuracy: 0.71,
  interval: { low: 0.5, high: 0.7, level: 0.95, resamples: 1000 },
};
const recipe = { id: 'ham-transfer', published: 'best 82 %' };

function cells(markdown: string, row: number): string[] {
  const line = markdown.split('\n')[row + 2]!;
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test('lays what was measured beside what was published, with the kind of split and what guessing reaches', () => {
  const text = reproductionMarkdown([{ recipe, figures: { recipeId: recipe.id, inItsOwnTerms: figure, grouped } }]);
  expect(cells(text, 0)).toEqual([
    'ham-transfer',
    'VGG19, from ImageNet',
    'best 82 %',
    '0.815, test part by photograph',
    '0.600 (0.500 to 0.700; chance 0.143)',
    '0.710 (0.670)',
    '12',
    '5 min 51 s',
    'HAM10000, ham10000',
    '2026-11-21',
  ]);
  expect(text).toContain('the figure flatters');
  expect(text).not.toContain('quick trial');
});

test('marks quick trials, other settings, a random start, and unknown lesions', () => {
  const quick = { ...figure, settings: 'quick', startedFrom: 'random', hasLesionIds: false } as const;
  const text = reproductionMarkdown([
    { recipe, figures: { recipeId: recipe.id, inItsOwnTerms: null, grouped: quick } },
    {
      recipe: { id: 'a|b', published: null },
      figures: { recipeId: 'a|b', inItsOwnTerms: { ...figure, settings: 'changed' }, grouped: null },
    },
  ]);
  expect(cells(text, 0).slice(1, 5)).toEqual([
    'VGG19, from random weights, quick trial',
    'best 82 %',
    'not measured',
    '0.600 (chance 0.143; lesions not known)',
  ]);
  expect(cells(text, 1).slice(0, 5)).toEqual([
    'a\\|b',
    'VGG19, from ImageNet, settings changed',
    'no figure',
    '0.815, test part by photograph',
    'not measured',
  ]);
  expect(text).toContain('A quick trial:');
  expect(text).toContain('From random weights:');
});

test('names the settings of each figure where one row has figures of several', () => {
  const textOf = (own: MeasuredFigure['settings'], byLesion: MeasuredFigure['settings']): string[] => {
    const figures = { recipeId: recipe.id, inItsOwnTerms: { ...figure, settings: own }, grouped: { ...grouped, settings: byLesion } };
    const row = cells(reproductionMarkdown([{ recipe, figures }]), 0);
    return [row[1] ?? '', row[3] ?? ''];
  };
  expect(textOf('quick', 'own')).toEqual(['VGG19, from ImageNet', '0.815, test part by photograph, quick trial']);
  expect(textOf('own', 'quick')).toEqual(['VGG19, from ImageNet, quick trial', '0.815, test part by photograph, settings of the recipe']);
  expect(textOf('quick', 'quick')).toEqual(['VGG19, from ImageNet, quick trial', '0.815, test part by photograph']);
});

test('tells the naming rule of a figure where it is not the network’s own', () => {
  const figures = { recipeId: recipe.id, inItsOwnTerms: figure, grouped: { ...grouped, naming: 'balanced' } } as const;
  const row = cells(reproductionMarkdown([{ recipe, figures }]), 0);
  expect(row.slice(3, 5)).toEqual(['0.815, test part by photograph', '0.600 (named by the rule balanced; 0.500 to 0.700; chance 0.143)']);
});

test('says so where nothing was measured', () => {
  const text = reproductionMarkdown([{ recipe, figures: { recipeId: recipe.id, inItsOwnTerms: null, grouped: null } }]);
  expect(cells(text, 0)).toEqual(['ham-transfer', '', 'best 82 %', 'not measured', 'not measured', '', '', '', '', '']);
});
