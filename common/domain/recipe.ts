import { z } from 'zod';
import { ConfidenceInterval } from '../metrics/bootstrap.ts';
import { DatasetLayout, SplitGrouping } from './dataset.ts';
import { NamingRule } from './naming.ts';
import { TrainingOptions } from './training-config.ts';

/** Changes to training options as a JSON merge patch (RFC 7396): objects are merged, everything else replaced, null removes. */
export type OptionsPatch = { readonly [key: string]: unknown };
const OptionsPatch: z.ZodType<OptionsPatch> = z.record(z.string(), z.unknown());

/** On which photographs, and how divided, a published figure was measured. */
export const RecipeData = z.object({
  /** Layouts that the project's data comes in, the one it used first. */
  layouts: z.array(DatasetLayout).min(1),
  /** The project's own way to divide them. `photograph`: at random, whatever shows the same lesion. */
  grouping: SplitGrouping,
  parts: z.enum(['random', 'source']).default('random'),
  validationShare: z.number().min(0.02).max(0.45),
  testShare: z.number().min(0.02).max(0.45),
  /** The part that its published figure is about. */
  measuredOn: z.enum(['validation', 'test']),
});
export type RecipeData = z.infer<typeof RecipeData>;

/** One more network or scenario of the same project. */
export const RecipeVariant = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  summary: z.string(),
  /** How long it takes, and on what machine; the recipe's own time says nothing about it. */
  expectedTime: z.string().nullable().default(null),
  /** What differs from the recipe's own options. */
  changes: OptionsPatch,
});

const recipeFields = {
  /** Where it stands in the gallery, smallest first. */
  place: z.number().default(100),
  title: z.string().trim().min(1).max(80),
  summary: z.string(),
  /** The published project that it reproduces, in words. */
  source: z.string(),
  /** Published figure as its authors state it, with the kind of split it was measured on; null where none was published. */
  published: z.string().nullable(),
  /** The same as a number, 0 to 1: accuracy on the project's own validation or test part. */
  publishedAccuracy: z.number().min(0).max(1).nullable().default(null),
  expects: z.string(),
  /** How long it takes, and on what machine. */
  expectedTime: z.string().nullable().default(null),
  /** The project's own data; null where the recipe is made for none in particular. */
  data: RecipeData.nullable().default(null),
  options: TrainingOptions,
  /** What it is meant to be in the end: an ensemble over so many folds, which looks at each photograph in so many ways. Null: a single run. */
  ensemble: z
    .object({ folds: z.int().min(2).max(20), views: z.int().min(1).max(36) })
    .nullable()
    .default(null),
  /** What a quick trial changes, to see within minutes that everything works. */
  quick: OptionsPatch.default({}),
};

/** A declarative recipe: one JSON file in `resources/recipes/`, or a user's own in the workspace. */
export const RecipeFile = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'An id has small letters, digits and hyphens only.')
    .max(60),
  ...recipeFields,
  variants: z.array(RecipeVariant).default([]),
});
export type RecipeFile = z.infer<typeof RecipeFile>;

/** A recipe that can be trained: a file's own, or one of its variants (`<id>/<variant>`), with everything filled in. */
export const Recipe = z.object({
  id: z.string(),
  ...recipeFields,
  /** Id of the file's recipe: variants share it. */
  project: z.string(),
  /** Made or changed by the user: it can be removed. */
  isOwn: z.boolean(),
});
export type Recipe = z.infer<typeof Recipe>;

/**
 * A file's recipe and its variants, in order.
 * @throws z.ZodError where a variant's changes make no valid options
 */
export function expandRecipe(file: RecipeFile, isOwn: boolean): Recipe[] {
  const { variants, ...own } = file;
  const base: Recipe = { ...own, project: file.id, isOwn };
  return [
    base,
    ...variants.map(({ id, title, summary, expectedTime, changes }) => ({
      ...base,
      id: `${file.id}/${id}`,
      title,
      summary,
      expectedTime,
      options: applyPatch(file.options, changes),
    })),
  ];
}

/**
 * Training options with a patch applied.
 * @throws z.ZodError where the result is not valid
 */
export function applyPatch(options: TrainingOptions, patch: OptionsPatch): TrainingOptions {
  return TrainingOptions.parse(mergePatch(options, patch));
}

/** The same; null where the result is not valid. */
export function patched(options: TrainingOptions, patch: OptionsPatch): TrainingOptions | null {
  return TrainingOptions.safeParse(mergePatch(options, patch)).data ?? null;
}

/** The options of a recipe's quick trial; null where its patch makes no valid ones. */
export function quickOptions({ options, quick }: Pick<Recipe, 'options' | 'quick'>): TrainingOptions | null {
  return patched(options, quick);
}

/** RFC 7396, section 2. Changing the architecture replaces the network: none of the fields of another one stays. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const isOtherNetwork = isRecord(target) && 'architecture' in patch && patch['architecture'] !== target['architecture'];
  const merged = new Map(isRecord(target) && !isOtherNetwork ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value !== null) merged.set(key, mergePatch(merged.get(key), value));
    else if (nullMeansOff.has(key)) merged.set(key, null);
    else merged.delete(key);
  }
  return Object.fromEntries(merged);
}

/** Options whose null says something: removing them would bring their default back. */
const nullMeansOff = new Set(['earlyStopping', 'gradientClipNorm', 'averageDecay', 'distillation', 'headFirst']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What one run by a recipe reached, on one part of its split. */
export const MeasuredFigure = z.object({
  runId: z.int(),
  evaluationId: z.int(),
  datasetId: z.int(),
  /** What people call the network, with its width where it has one. */
  network: z.string(),
  /** Where the backbone began; null for a network without published weights. */
  startedFrom: z.enum(['imagenet', 'random']).nullable(),
  /** Trained with the recipe's own options, those of its quick trial, or others. The seed, the engine and `startedFrom` do not count. */
  settings: z.enum(['own', 'quick', 'changed']),
  datasetName: z.string(),
  layout: DatasetLayout,
  /** False: nobody knows which photographs show the same lesion, and figures may flatter. */
  hasLesionIds: z.boolean(),
  grouping: SplitGrouping,
  part: z.enum(['validation', 'test']),
  photographs: z.int(),
  /** By which rule the diagnoses were named. */
  naming: NamingRule,
  accuracy: z.number(),
  /** Accuracy of always naming the most frequent diagnosis. */
  majorityBaseline: z.number(),
  balancedAccuracy: z.number(),
  /** Of the balanced accuracy; null for evaluations by earlier versions. */
  interval: ConfidenceInterval.nullable(),
  /** Balanced accuracy of guessing: one in so many diagnoses. */
  chance: z.number(),
  epochs: z.int(),
  trainedMs: z.number(),
  /** What it was trained on, where that is known. */
  device: z.string().nullable(),
  /** When it was evaluated, UTC. */
  measuredAt: z.string(),
});
export type MeasuredFigure = z.infer<typeof MeasuredFigure>;

/** What people call the settings of a figure that is not the recipe's own; the recipe's own need no word. */
export const settingsNames: Readonly<Record<MeasuredFigure['settings'], string | null>> = {
  own: null,
  quick: 'quick trial',
  changed: 'settings changed',
};

/** A recipe's published figure beside those measured here: with its own options where there are such, else by its quick trial, else with others; the newest. */
export const RecipeFigures = z.object({
  recipeId: z.string(),
  /** On the project's own kind of split and part: comparable with what was published, and flattering where lesions are divided. */
  inItsOwnTerms: MeasuredFigure.nullable(),
  /** On the test part of a split by lesion (where lesions are not known: of the project's own parts, without what is in both). */
  grouped: MeasuredFigure.nullable(),
});
export type RecipeFigures = z.infer<typeof RecipeFigures>;

/**
 * What people call the settings of the figure in the project's own terms, where those are others than of the figure by lesion, which speaks for the row that the two share; null where they are
 * not.
 */
export function ownSettingsNote({ inItsOwnTerms: own, grouped }: Omit<RecipeFigures, 'recipeId'>): string | null {
  if (own === null || grouped === null || own.settings === grouped.settings) return null;
  return settingsNames[own.settings] ?? 'settings of the recipe';
}
