import type { Recipe, RecipeFile } from '../domain/recipe.ts';
import type { Search, SearchTrial } from '../domain/search.ts';
import { trialOptions } from './trial-options.ts';

/**
 * A recipe of the user's own with a trial's options, for `recipes.save`.
 * @param recipe that the search began with; null where it was removed
 */
export function recipeOfTrial(
  { id, title }: Pick<RecipeFile, 'id' | 'title'>,
  search: Search,
  trial: SearchTrial,
  recipe: Recipe | null,
): RecipeFile {
  const reached = trial.value === null ? '' : ` It reached ${trial.value.toFixed(3)} (${search.metric}, validation part).`;
  return {
    id,
    place: recipe?.place ?? 100,
    title,
    summary: `Options of trial ${trial.number} of the search “${search.name}”.${reached} Begun with the recipe ${search.recipeId}.`,
    source: 'A search of hyper-parameters in Nevus',
    published: null,
    publishedAccuracy: null,
    expects: recipe?.expects ?? 'The dataset that was searched on, or one like it',
    expectedTime: null,
    data: null,
    options: trialOptions(search, trial.values),
    ensemble: recipe?.ensemble ?? null,
    quick: {},
    variants: [],
  };
}
