import { z } from 'zod';
import { Recipe, RecipeFigures } from './recipe.ts';
import { MissingWeights } from './weights.ts';

/** To train one published project's recipe as the project did, and once more on a split by lesion, and to measure both. */
export const ReproductionRequest = z.object({
  recipeId: z.string(),
  datasetId: z.int().positive(),
  /** Few epochs on small photographs: to see that everything runs. */
  isQuick: z.boolean().default(false),
  /** Of splits and trainings. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
});
export type ReproductionRequest = z.infer<typeof ReproductionRequest>;

/** What a job of the kind `reproduce` returns. */
export const ReproductionResult = z.object({ figures: RecipeFigures });

/** One line of the table published | measured, and what it lacks. */
export const ReproductionRow = z.object({
  recipe: Recipe,
  figures: RecipeFigures,
  /** Finished imports in a layout that the project's data comes in: what it was measured on before, then the project's own layout, then the largest. */
  datasetIds: z.array(z.int()),
  /** ImageNet weights that the recipe starts from and this workspace does not have; null where nothing is missing. */
  missingWeights: MissingWeights.nullable(),
  /** Its latest reproduction, whatever became of it. */
  jobId: z.int().nullable(),
});
export type ReproductionRow = z.infer<typeof ReproductionRow>;
