import { isDeepStrictEqual } from 'node:util';
import type { Dataset } from '../../../common/domain/dataset.ts';
import { activeJobStatuses, canResume } from '../../../common/domain/job.ts';
import { quickOptions } from '../../../common/domain/recipe.ts';
import type { Recipe, RecipeFigures } from '../../../common/domain/recipe.ts';
import { ReproductionRequest } from '../../../common/domain/reproduction.ts';
import type { ReproductionRow } from '../../../common/domain/reproduction.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { DatasetRepository } from '../../database/repositories/dataset-repository.ts';
import type { JobRepository } from '../../database/repositories/job-repository.ts';
import type { JobQueue } from '../../jobs/job-queue.ts';
import type { RecipeFiguresService } from '../recipe-figures.ts';
import type { RecipeService } from '../recipe-service.ts';
import { neededWeights } from '../weights-catalogue.ts';
import type { WeightsService } from '../weights-service.ts';
import type { ReproductionWork } from './reproduction-work.ts';

export interface ReproductionServiceParts {
  readonly datasets: DatasetRepository;
  readonly jobRows: JobRepository;
  readonly jobs: JobQueue;
  readonly recipes: RecipeService;
  readonly figures: RecipeFiguresService;
  readonly weights: WeightsService;
  readonly work: ReproductionWork;
}

/** The published projects: what was measured of them here, and jobs that measure them. */
export class ReproductionService {
  readonly #parts: ReproductionServiceParts;

  constructor(parts: ReproductionServiceParts) {
    this.#parts = parts;
    parts.jobs.handle('reproduce', {
      // Its trainings and evaluations have lanes of their own; it only waits for them.
      lanes: () => ['reproducing'],
      work: async ({ id }, context) => {
        const { recipeId, datasetId, isQuick, seed } = parts.jobRows.input(id, ReproductionRequest);
        const recipe = await this.#published(recipeId);
        return { figures: await parts.work.reproduce({ recipe, dataset: this.#ready(datasetId), isQuick, seed }, context) };
      },
      isInterruption: ({ code }) => code === 'engine-crashed',
    });
  }

  async list(): Promise<ReproductionRow[]> {
    const { datasets, figures, jobRows, weights } = this.#parts;
    const figuresById = new Map((await figures.list()).map((entry) => [entry.recipeId, entry]));
    const missing = await weights.missing();
    const ready = datasets.list().filter(({ status }) => status === 'ready');
    const jobs = jobRows.ofKind('reproduce');
    return (await this.#allPublished()).map((recipe) => {
      const need = neededWeights(recipe.options.model);
      const measured = figuresById.get(recipe.id) ?? { recipeId: recipe.id, inItsOwnTerms: null, grouped: null };
      return {
        recipe,
        figures: measured,
        datasetIds: suitable(recipe, measured, ready).map(({ id }) => id),
        missingWeights: missing.find(({ architecture, alpha }) => isDeepStrictEqual({ architecture, alpha }, need)) ?? null,
        jobId: jobs.find(({ id }) => this.#request(id).recipeId === recipe.id)?.id ?? null,
      };
    });
  }

  /**
   * The job that reproduces it; the one that does so already, or did until it was stopped.
   * @throws AppError `not-found`, `invalid-input` for a recipe that reproduces nothing, `conflict` while the photographs are still imported
   */
  async start(request: ReproductionRequest): Promise<number> {
    const { jobRows, jobs } = this.#parts;
    const recipe = await this.#published(request.recipeId);
    const dataset = this.#ready(request.datasetId);
    if (request.isQuick && quickOptions(recipe) === null) {
      throw new AppError('invalid-input', `The recipe ${recipe.id} has no valid quick trial. Reproduce it in full.`);
    }
    const before = jobRows.ofKind('reproduce').find(({ id }) => isDeepStrictEqual(this.#request(id), request));
    if (before !== undefined && activeJobStatuses.includes(before.status)) return before.id;
    if (before !== undefined && canResume(before)) return jobs.resume(before.id).id;
    const title = `Reproduce ${recipe.id}${request.isQuick ? ', quick' : ''} on ${dataset.name}`;
    return jobs.add({ kind: 'reproduce', title, datasetId: dataset.id, runId: null, input: request }).id;
  }

  #request(jobId: number): ReproductionRequest {
    return this.#parts.jobRows.input(jobId, ReproductionRequest);
  }

  async #allPublished(): Promise<Recipe[]> {
    return (await this.#parts.recipes.list()).filter(({ data, isOwn }) => data !== null && !isOwn);
  }

  async #published(recipeId: string): Promise<Recipe> {
    const published = await this.#allPublished();
    const recipe = published.find(({ id }) => id === recipeId);
    if (recipe !== undefined) return recipe;
    const known = published.map(({ id }) => id).join(', ');
    throw new AppError('not-found', `There is no recipe "${recipeId}" of a published project. Known: ${known}.`);
  }

  #ready(datasetId: number): Dataset {
    const dataset = this.#parts.datasets.get(datasetId);
    if (dataset.status === 'ready') return dataset;
    throw new AppError('conflict', `The import of ${dataset.name} is not complete. Resume it first, so that no photograph is left out.`);
  }
}

/** In layouts that the project's data comes in: what it was measured on before, then the project's own layout, then by size. */
function suitable({ data }: Recipe, { inItsOwnTerms, grouped }: RecipeFigures, datasets: readonly Dataset[]): Dataset[] {
  const before = (grouped ?? inItsOwnTerms)?.datasetId;
  const isBefore = ({ id }: Dataset): number => Number(id === before);
  const place = ({ layout }: Dataset): number => data?.layouts.indexOf(layout) ?? -1;
  return datasets
    .filter((dataset) => place(dataset) >= 0)
    .sort((a, b) => isBefore(b) - isBefore(a) || place(a) - place(b) || b.photographCount - a.photographCount || b.id - a.id);
}
