import { z } from 'zod';
import { OutOfFold } from '../domain/out-of-fold.ts';
import { Differential, EpochRecord, Evaluation, Run, RunLogLine } from '../domain/run.ts';
import { Distillation, TeacherCandidate } from '../domain/distillation.ts';
import { NamingRule } from '../domain/naming.ts';
import { TypedFacts } from '../domain/patient-facts.ts';
import { Recipe, RecipeFigures, RecipeFile } from '../domain/recipe.ts';
import { TrainingConfig, TrainingOptions } from '../domain/training-config.ts';
import { defineCall, defineEvent } from './define.ts';
import { largestViewCount } from './engine-protocol.ts';

const RunId = z.object({ runId: z.int().positive() });

/** Ways to look at each photograph, averaged (test-time augmentation). */
const ViewCount = z.int().min(1).max(largestViewCount).default(1);

/** Largest photograph that a window may hand over for prediction, bytes. */
export const largestUploadBytes = 40 * 1024 * 1024;

/** One finished epoch with its validation confusion matrix, confusion[actual][predicted]. */
export const EpochDetail = z.object({ record: EpochRecord, confusion: z.array(z.array(z.int())) });
export type EpochDetail = z.infer<typeof EpochDetail>;

/** A photograph as the network sees it. Where it is mixed with another one, `partner` says with which and how much is its own. */
export const AugmentedPhotograph = z.object({
  photographId: z.int(),
  diagnosis: z.string(),
  partner: z.object({ photographId: z.int(), diagnosis: z.string(), ownShare: z.number() }).nullable(),
  pngBase64: z.string(),
});
export type AugmentedPhotograph = z.infer<typeof AugmentedPhotograph>;

export const runCalls = [
  defineCall('recipes.list', { input: z.object({}), output: z.object({ recipes: z.array(Recipe) }) }),
  /** Published figures beside those measured in this workspace, in the order of `recipes.list`. */
  defineCall('recipes.figures', { input: z.object({}), output: z.object({ figures: z.array(RecipeFigures) }) }),
  /** Keeps a recipe of the user's, or replaces it. Those that come with the program stay as they are: `conflict`. */
  defineCall('recipes.save', { input: z.object({ recipe: RecipeFile }), output: z.object({ recipes: z.array(Recipe) }) }),
  defineCall('recipes.remove', { input: z.object({ recipeId: z.string() }), output: z.object({ recipes: z.array(Recipe) }) }),
  /** Refused with `split-leaks`, `weights-missing` or `engine-unavailable` before anything starts. */
  defineCall('runs.start', { input: TrainingConfig, output: z.object({ runId: z.int(), jobId: z.int() }) }),
  /** Every run and ensemble, newest first: whether a network on this split may learn from it, and if not, why. */
  defineCall('runs.teachers', {
    input: z.object({ splitId: z.int().positive(), targets: Distillation.shape.targets }),
    output: z.object({ teachers: z.array(TeacherCandidate) }),
  }),
  /** Photographs of the training part, drawn by the seed, as a training with these options would show them. Nothing is stored. */
  defineCall('training.previewAugmentation', {
    input: z.object({
      splitId: z.int().positive(),
      options: TrainingOptions,
      count: z.int().min(1).max(24).default(8),
      seed: z.int().min(0).default(1),
    }),
    output: z.object({ photographs: z.array(AugmentedPhotograph) }),
  }),
  defineCall('runs.list', { input: z.object({ datasetId: z.int().positive().optional() }), output: z.object({ runs: z.array(Run) }) }),
  defineCall('runs.get', { input: RunId, output: Run }),
  defineCall('runs.epochs', { input: RunId, output: z.object({ epochs: z.array(EpochDetail) }) }),
  /** The latest lines of its log, oldest first. */
  defineCall('runs.log', { input: RunId, output: z.object({ lines: z.array(RunLogLine) }) }),
  /** An ensemble: the mean of these runs' calibrated probabilities. They must know the same diagnoses and share their test part. */
  defineCall('runs.combine', {
    input: z.object({ runIds: z.array(z.int().positive()).min(2).max(50), name: z.string().trim().min(1).max(120).optional() }),
    output: Run,
  }),
  /** What the runs of an ensemble said of photographs that they did not learn from. Null for a single run, and where not all of that is stored. */
  defineCall('runs.outOfFold', { input: RunId, output: z.object({ outOfFold: OutOfFold.nullable() }) }),
  defineCall('runs.rename', { input: RunId.extend({ name: z.string().trim().min(1).max(120) }), output: Run }),
  /**
   * Names by another rule from now on, without training again: stored predictions of the validation part are renamed, and their newest evaluation figured anew; whatever else was evaluated stays as it was. `notes` are
   * sentences for the user. Refused with `conflict` while a job is at the run.
   */
  defineCall('runs.nameBy', {
    input: RunId.extend({ naming: NamingRule }),
    output: z.object({ run: Run, evaluation: Evaluation.nullable(), notes: z.array(z.string()) }),
  }),
  defineCall('runs.remove', { input: RunId, output: z.object({}) }),
  /** `part` of the run's own split; or `datasetId` for a whole other dataset. Opening the test part is counted. */
  defineCall('evaluations.start', {
    input: RunId.extend({
      part: z.enum(['validation', 'test']).optional(),
      datasetId: z.int().positive().optional(),
      views: ViewCount,
    }).refine((input) => (input.part === undefined) !== (input.datasetId === undefined), { message: 'name either a part or a dataset' }),
    output: z.object({ jobId: z.int() }),
  }),
  defineCall('evaluations.list', {
    input: z.object({ runId: z.int().positive().optional() }),
    output: z.object({ evaluations: z.array(Evaluation) }),
  }),
  defineCall('evaluations.get', { input: z.object({ evaluationId: z.int().positive() }), output: Evaluation }),
  /** Stored predictions of a run for photographs; those without one are left out. */
  defineCall('predictions.get', {
    input: RunId.extend({ photographIds: z.array(z.int().positive()).max(1000) }),
    output: z.object({ predictions: z.array(z.object({ photographId: z.int(), differential: Differential, naming: NamingRule })) }),
  }),
  /** Predicts one photograph that was dropped on the window. Nothing of it is stored. */
  defineCall('predictions.predict', {
    input: RunId.extend({
      fileName: z.string().max(255),
      bytesBase64: z.string().max(Math.ceil(largestUploadBytes / 3) * 4),
      views: ViewCount,
      /** What is known of the patient, for a run that was trained with it; a run that was not refuses it. */
      facts: TypedFacts.prefault({}),
      /** Decode the differential along the diagnosis tree, keeping so many branches at each level; absent: the exact ranking. */
      beamWidth: z.int().min(1).max(100).optional(),
    }),
    output: z.object({
      differential: Differential,
      /** By which rule its first diagnosis is named. */
      naming: NamingRule,
      width: z.int(),
      height: z.int(),
      durationMs: z.number(),
      /** Whether the run never saw the site in training and took it as unknown. */
      isSiteUnknown: z.boolean(),
    }),
  }),
] as const;

export const runEvents = [
  /** Status, best epoch or name changed. */
  defineEvent('runs.changed', z.object({ run: Run })),
  defineEvent('runs.removed', z.object({ runId: z.int() })),
  defineEvent('runs.epochEnded', z.object({ runId: z.int(), epoch: EpochDetail })),
  /** At most four times a second. */
  defineEvent(
    'runs.batchEnded',
    z.object({ runId: z.int(), epoch: z.int(), batch: z.int(), batchCount: z.int(), loss: z.number(), imagesPerSecond: z.number() }),
  ),
  defineEvent('runs.logged', z.object({ runId: z.int(), line: RunLogLine })),
  /** A training goes on in this epoch, from a checkpoint: what was told of its epochs may hold no more. Fetch them again. */
  defineEvent('runs.resumed', z.object({ runId: z.int(), epoch: z.int() })),
  defineEvent('evaluations.finished', z.object({ evaluation: Evaluation })),
  /** The same evaluation, figured anew. */
  defineEvent('evaluations.changed', z.object({ evaluation: Evaluation })),
] as const;
