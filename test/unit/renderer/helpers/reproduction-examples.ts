import type { MeasuredFigure } from '../../../../common/domain/recipe.ts';
import type { ReproductionRow } from '../../../../common/domain/reproduction.ts';
import { exampleRecipes } from './examples.ts';

export const exampleFigure: MeasuredFigure = {
  runId: 4,
  evaluationId: 6,
  datasetId: 1,
  network: 'MobileNet v1 0.75',
  startedFrom: 'imagenet',
  settings: 'own',
  datasetName: 'HAM10000',
  layout: 'ham10000',
  hasLesionIds: true,
  grouping: 'photograph',
  part: 'test',
  photographs: 150,
  naming: 'network',
  accuracy: 0.8,
  majorityBaseline: 0.67,
  balancedAccuracy: 0.6,
  interval: null,
  chance: 1 / 7,
  epochs: 12,
  trainedMs: 60_000,
  device: 'CPU',
  measuredAt: '2026-11-21T10:00:00Z',
};

/** A row without figures. @param id `project` or `project/variant` */
export function exampleRow(id: string, changes: Partial<ReproductionRow> = {}): ReproductionRow {
  const recipe = { ...exampleRecipes[0]!, id, project: id.split('/')[0]!, expectedTime: null };
  return {
    recipe,
    figures: { recipeId: id, inItsOwnTerms: null, grouped: null },
    datasetIds: [1],
    missingWeights: null,
    jobId: null,
    ...changes,
  };
}
