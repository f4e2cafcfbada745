import type { Recipe } from '../../../common/domain/recipe.ts';
import type { Run } from '../../../common/domain/run.ts';
import { formatCounted } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';

/** What to expect of a recipe that was not trained here yet. */
export function describeExpectedTime({ expectedTime }: Pick<Recipe, 'expectedTime'>): string {
  return expectedTime ?? 'Not measured yet. Once it trains, its run shows the time left.';
}

/** `6 min for 20 epochs` */
export function describeTimed({ trainedMs, epochsDone }: Pick<Run, 'trainedMs' | 'epochsDone'>): string {
  return `${formatDuration(trainedMs)} for ${formatCounted(epochsDone, 'epoch')}`;
}
