import { SeededRandom } from '../domain/random.ts';
import type { SearchDimension, SearchPlan, SearchValues } from '../domain/search.ts';
import { drawValues } from './draw-values.ts';
import { optionAt } from './option-paths.ts';
import { parseTrialOptions } from './trial-options.ts';
import { fromUnit } from './unit-scale.ts';

/** What is wrong with a space, and where: `path` of the dimension, null for the space as a whole. Messages are whole sentences. */
export interface SpaceIssue {
  readonly path: string | null;
  readonly message: string;
}

/** Options that a search does not vary, and why. */
const unsearched: Readonly<Record<string, string>> = {
  epochs: 'every trial keeps its best epoch: set the largest number in the options',
  bestBy: 'it is what trials are compared by: set the metric of the search',
  seed: 'the best seed says nothing about the next training',
  distillation: 'the trials of a search learn from no teacher',
  naming: 'epochs are judged by the network’s own answer, whatever the rule',
  engine: 'it has no influence on the result',
  checkpointMinutes: 'it has no influence on the result',
  whenOutOfMemory: 'it has no influence on the result',
};

/** Combinations that are tried before a value, or the space, is called impossible. */
const attempts = 200;

/** Whether every value of a space can be trained with, in some combination with the others. Empty: it can be searched. */
export function spaceIssues(plan: Pick<SearchPlan, 'options' | 'space' | 'metric'>): SpaceIssue[] {
  const { space } = plan;
  const issues = space.flatMap((dimension) => {
    const message = dimensionIssue(dimension, plan);
    return message === null ? [] : [{ path: dimension.path, message }];
  });
  if (issues.length > 0) return issues;
  return space.flatMap((dimension) =>
    valuesToTry(dimension).flatMap((value) => {
      const reason = reasonAgainst(plan, { [dimension.path]: value });
      return reason === null ? [] : [{ path: dimension.path, message: `${dimension.path} cannot be ${JSON.stringify(value)}: ${reason}` }];
    }),
  );
}

function dimensionIssue(dimension: SearchDimension, { options, space }: Pick<SearchPlan, 'options' | 'space'>): string | null {
  const { path } = dimension;
  const reason = unsearched[path];
  if (reason !== undefined) return `${path} is not searched: ${reason}.`;
  if (optionAt(options, path) === undefined) return `These training options have no setting named ${path}.`;
  if (space.some((other) => other !== dimension && other.path === path)) return `${path} is named twice. Name each setting once.`;
  const inner = space.find((other) => other.path.startsWith(`${path}.`));
  if (inner !== undefined) return `${path} contains ${inner.path}: search either the one or the other.`;
  if (dimension.kind !== 'choice' && dimension.from >= dimension.to) {
    return `The range of ${path} is empty: it must go from a smaller number to a larger one, not from ${dimension.from} to ${dimension.to}.`;
  }
  return null;
}

/** Both ends and a number between them, or all choices. */
function valuesToTry(dimension: SearchDimension): SearchValues[string][] {
  return dimension.kind === 'choice' ? dimension.values : [dimension.from, dimension.to, fromUnit(dimension, 0.382)];
}

/** Null where some combination of the other dimensions goes with the fixed values; otherwise what the options' own check says. */
function reasonAgainst(plan: Pick<SearchPlan, 'options' | 'space' | 'metric'>, fixed: SearchValues): string | null {
  const random = new SeededRandom(1, 'space');
  const asTheyAre = parseTrialOptions(plan, fixed);
  if (asTheyAre.success) return null;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (parseTrialOptions(plan, { ...drawValues(plan.space, random), ...fixed }).success) return null;
  }
  return (
    asTheyAre.error.issues.map(({ path, message }) => (path.join('.') in fixed ? message : `${path.join('.')}: ${message}`)).join('; ') +
    '.'
  );
}
