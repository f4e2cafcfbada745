import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Dataset, Split } from '../../../common/domain/dataset.ts';
import { activeJobStatuses, canResume } from '../../../common/domain/job.ts';
import type { Job } from '../../../common/domain/job.ts';
import { isBackbone } from '../../../common/domain/model-spec.ts';
import { quickOptions } from '../../../common/domain/recipe.ts';
import type { Recipe, RecipeData, RecipeFigures } from '../../../common/domain/recipe.ts';
import type { Evaluation, Run } from '../../../common/domain/run.ts';
import type { TrainingOptions } from '../../../common/domain/training-config.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import type { JobRepository } from '../../database/repositories/job-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import { awaitChild } from '../../jobs/child-job.ts';
import type { JobContext } from '../../jobs/job-handler.ts';
import type { JobQueue } from '../../jobs/job-queue.ts';
import { EvaluationInput } from '../evaluation-service.ts';
import type { EvaluationService } from '../evaluation-service.ts';
import type { RecipeFiguresService } from '../recipe-figures.ts';
import type { SplitService } from '../split-service.ts';
import type { TrainingService } from '../training-service.ts';

export interface ReproductionWorkParts {
  readonly jobs: JobQueue;
  readonly jobRows: JobRepository;
  readonly runs: RunRepository;
  readonly splits: SplitService;
  readonly training: TrainingService;
  readonly evaluations: EvaluationService;
  readonly figures: RecipeFiguresService;
}

export interface ReproductionPlan {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly isQuick: boolean;
  readonly seed: number;
}

/** One of the trainings or evaluations: where it stands among them, for people. */
interface Step {
  readonly place: number;
  readonly count: number;
  readonly name: string;
}

type SplitPlan = Pick<RecipeData, 'grouping' | 'parts' | 'validationShare' | 'testShare'>;
const byLesion: SplitPlan = { grouping: 'lesion', parts: 'random', validationShare: 0.15, testShare: 0.15 };

/**
 * Trains a recipe as its project did, on the project's own kind of split, and once more on a split by lesion. Nothing that it needs to go on lies in memory:
 * splits are known by their names, runs by recipe, split and options.
 */
export class ReproductionWork {
  readonly #parts: ReproductionWorkParts;

  constructor(parts: ReproductionWorkParts) {
    this.#parts = parts;
  }

  async reproduce(plan: ReproductionPlan, context: JobContext): Promise<RecipeFigures> {
    const { recipe, dataset } = plan;
    const { data } = recipe;
    if (data === null) throw new AppError('invalid-input', `The recipe ${recipe.id} reproduces no published project.`);
    const count = dataset.hasLesionIds ? 4 : 3;
    const step = (place: number, name: string): Step => ({ place, count, name });
    const by = data.grouping === 'photograph' ? 'by photograph' : 'by lesion';
    const own = await this.#train(plan, { split: this.#split(plan, data), kind: 'own split' }, step(1, `training ${by}`), context);
    const ownEvaluation = await this.#evaluate(own, data.measuredOn, step(2, `evaluating ${by}`), context);
    const inItsOwnTerms = this.#parts.figures.figure(recipe, { run: own, evaluation: ownEvaluation });
    // Where lesions are not known, nothing better can be had than the publisher's parts without what is in both.
    const grouped = dataset.hasLesionIds
      ? await this.#train(plan, { split: this.#split(plan, byLesion), kind: 'by lesion' }, step(3, 'training by lesion'), context)
      : own;
    const evaluation = await this.#evaluate(grouped, 'test', step(count, 'evaluating on the test part'), context);
    return { recipeId: recipe.id, inItsOwnTerms, grouped: this.#parts.figures.figure(recipe, { run: grouped, evaluation }) };
  }

  #split({ dataset, seed }: ReproductionPlan, { grouping, parts, validationShare, testShare }: SplitPlan): Split {
    const { splits } = this.#parts;
    const shares = parts === 'source' ? 'publisher’s parts' : `${validationShare} validation, ${testShare} test`;
    const name = `reproduce: by ${grouping}, ${shares}, seed ${seed}`;
    const known = splits.list(dataset.id).find((split) => split.name === name);
    return known ?? splits.create({ datasetId: dataset.id, name, seed, grouping, parts, validationShare, testShare });
  }

  async #train(
    { recipe, isQuick, seed }: ReproductionPlan,
    { split, kind }: { readonly split: Split; readonly kind: string },
    step: Step,
    context: JobContext,
  ): Promise<Run> {
    const { jobs, runs } = this.#parts;
    const options = { ...((isQuick ? quickOptions(recipe) : null) ?? recipe.options), seed };
    const name = `reproduce ${recipe.id}, ${kind}${isQuick ? ', quick' : ''}, seed ${seed}`;
    const candidates = [options, fromRandomWeights(options)];
    const known = runs
      .listOfSplit(split.id)
      .filter((run) => run.recipeId === recipe.id && candidates.some((each) => isSame(run.options, each)))
      .sort((a, b) => b.id - a.id);
    const trained = known.find(({ status }) => status === 'succeeded');
    if (trained !== undefined) return trained;
    const jobId = this.#goOn(known) ?? (await this.#start({ splitId: split.id, recipeId: recipe.id, name }, options));
    const job = await awaitChild(jobs, jobId, context, tellOf(step, context));
    return runs.get(job.runId ?? 0);
  }

  /** The job of a training that is under way, or that was stopped and can go on; null where there is none. */
  #goOn(runs: readonly Run[]): number | null {
    const { jobs } = this.#parts;
    for (const { jobId } of runs) {
      const job = jobId === null ? null : jobs.get(jobId);
      if (job !== null && activeJobStatuses.includes(job.status)) return job.id;
      if (job !== null && canResume(job)) return jobs.resume(job.id).id;
    }
    return null;
  }

  /** From ImageNet weights where they are imported; else from random ones, which the table tells. */
  async #start(config: { splitId: number; recipeId: string; name: string }, options: TrainingOptions): Promise<number> {
    const { training } = this.#parts;
    try {
      return (await training.start({ ...config, options })).jobId;
    } catch (thrown) {
      if (toAppError(thrown).code !== 'weights-missing') throw thrown;
      return (await training.start({ ...config, options: fromRandomWeights(options) })).jobId;
    }
  }

  async #evaluate(run: Run, part: 'validation' | 'test', step: Step, context: JobContext): Promise<Evaluation> {
    const { evaluations, jobs, jobRows } = this.#parts;
    // What was evaluated for a moment only could not be paused before.
    if (context.pause.aborted || context.signal.aborted) throw new AppError('cancelled', 'The reproduction was stopped.');
    const known = evaluations.list(run.id).find((evaluation) => evaluation.part === part && evaluation.views === 1);
    if (known !== undefined) return known;
    const isActive = ({ status }: Job): boolean => activeJobStatuses.includes(status);
    const isSameEvaluation = (job: Job): boolean => {
      if (job.runId !== run.id || !(isActive(job) || canResume(job))) return false;
      const input = jobRows.input(job.id, EvaluationInput);
      return input.part === part && input.views === 1;
    };
    // One that waits since an earlier time is waited for: a second one would open the test part once more.
    const begun = jobRows.ofKind('evaluate').find(isSameEvaluation);
    const start = (): Promise<number> => evaluations.start({ runId: run.id, part, views: 1 });
    const jobId = begun === undefined ? await start() : isActive(begun) ? begun.id : jobs.resume(begun.id).id;
    const { result } = await awaitChild(jobs, jobId, context, tellOf(step, context));
    return evaluations.get(EvaluationResult.parse(result).evaluationId);
  }
}

const EvaluationResult = z.object({ evaluationId: z.int() });

/** Carries the progress of what it waits for into its own. */
function tellOf({ place, count, name }: Step, { progress }: JobContext): (job: Job) => void {
  return (job) => {
    const { done, total, unit, stage } = job.progress ?? { done: 0, total: null, unit: 'steps', stage: waiting[job.status] ?? 'starting' };
    progress({ done, total, unit, stage: `Step ${place} of ${count}, ${name}: ${stage}` });
  };
}

const waiting: Partial<Record<Job['status'], string>> = { queued: 'waits for its turn', paused: 'laid aside, resume it to go on' };

function fromRandomWeights(options: TrainingOptions): TrainingOptions {
  return isBackbone(options.model) ? { ...options, model: { ...options.model, weights: 'random' } } : options;
}

function isSame(one: TrainingOptions, other: TrainingOptions): boolean {
  return isDeepStrictEqual({ ...one, engine: 'auto' }, { ...other, engine: 'auto' });
}
