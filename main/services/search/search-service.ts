import { activeJobStatuses } from '../../../common/domain/job.ts';
import type { Job } from '../../../common/domain/job.ts';
import type { Split } from '../../../common/domain/dataset.ts';
import type { Recipe } from '../../../common/domain/recipe.ts';
import { SearchPlan } from '../../../common/domain/search.ts';
import type { Search, SearchConfig, SearchTrial } from '../../../common/domain/search.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { DatasetRepository } from '../../database/repositories/dataset-repository.ts';
import type { JobRepository } from '../../database/repositories/job-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import type { SearchRepository } from '../../database/repositories/search-repository.ts';
import type { JobEnding } from '../../jobs/job-handler.ts';
import type { JobQueue } from '../../jobs/job-queue.ts';
import type { CheckpointFiles } from '../checkpoint-files.ts';
import type { EngineFiles } from '../engine-files.ts';
import type { RunReporter } from '../run-reporter.ts';
import type { RunService } from '../run-service.ts';
import type { Tell } from '../tell.ts';
import type { TrainingService } from '../training-service.ts';
import type { WeightsService } from '../weights-service.ts';
import { checkSearch } from './search-check.ts';
import { exportSearch } from './search-export.ts';
import { toTrial } from './search-reporter.ts';
import type { SearchReporter } from './search-reporter.ts';
import { trialName } from './trial-name.ts';
import type { SearchWork } from './search-work.ts';

export interface SearchServiceParts {
  readonly searches: SearchRepository;
  readonly datasets: DatasetRepository;
  readonly runs: RunRepository;
  readonly jobRows: JobRepository;
  readonly jobs: JobQueue;
  readonly training: Pick<TrainingService, 'lanes'> & {
    check(config: SearchConfig): Promise<{ split: Split; recipe: Pick<Recipe, 'id'> }>;
  };
  readonly runService: RunService;
  readonly weights: Pick<WeightsService, 'backboneFolder'>;
  readonly engineFiles: EngineFiles;
  readonly checkpoints: CheckpointFiles;
  readonly work: SearchWork;
  readonly runReporter: RunReporter;
  readonly reporter: SearchReporter;
  readonly tell: Tell;
}

/** Starts searches of hyper-parameters and keeps them. */
export class SearchService {
  readonly #parts: SearchServiceParts;

  constructor(parts: SearchServiceParts) {
    this.#parts = parts;
    const { engineFiles, jobRows, jobs, reporter, searches, training, work } = parts;
    jobs.handle('search', {
      lanes: (job) => training.lanes(searches.ofJob(job.id).options.engine),
      work: (job, context) => work.work(searches.ofJob(job.id).id, context),
      onEnd: (job, ending) => this.#end(searches.ofJob(job.id), ending),
      onResume: (job) => engineFiles.require(searches.ofJob(job.id).options.engine),
      isInterruption: ({ code }) => code === 'engine-crashed',
    });
    const told = new Map<number, Job['status']>();
    jobs.listen(({ id, kind, status }) => {
      if (kind !== 'search' || told.get(id) === status) return;
      // It was removed with its search.
      if (jobRows.find(id) === null) return;
      told.set(id, status);
      reporter.tellSearch(searches.ofJob(id).id);
    });
  }

  /** Everything that can be known beforehand is checked here, before there is a search. */
  async start(config: SearchConfig): Promise<{ searchId: number; jobId: number }> {
    const { datasets, jobRows, jobs, searches, training, weights } = this.#parts;
    const { split, recipe } = await training.check(config);
    checkSearch(config, weights);
    const started = { searchId: 0, jobId: 0 };
    jobRows.atomically(() => {
      const name = config.name === undefined || config.name.trim() === '' ? this.#freeName(recipe.id) : config.name.trim();
      const { datasetId, id: splitId } = split;
      started.searchId = searches.insert({ name, recipeId: recipe.id, datasetId, splitId, plan: SearchPlan.parse(config) });
      const title = `Search ${name} on ${datasets.get(datasetId).name}`;
      started.jobId = jobs.add({ kind: 'search', title, datasetId, runId: null, searchId: started.searchId }).id;
    });
    return started;
  }

  list(datasetId: number | undefined): Search[] {
    return this.#parts.searches.list(datasetId);
  }

  get(searchId: number): { search: Search; trials: SearchTrial[] } {
    const { searches } = this.#parts;
    return { search: searches.get(searchId), trials: searches.trials(searchId).map(toTrial) };
  }

  export(searchId: number): { fileName: string; csv: string; trialCount: number } {
    const { search, trials } = this.get(searchId);
    return exportSearch(search, trials);
  }

  /** Its trials keep names of their own. */
  rename(searchId: number, name: string): Search {
    const { jobRows, reporter, runReporter, runs, searches } = this.#parts;
    const { search, trials } = this.get(searchId);
    const named = trials.flatMap(({ number, runId }) =>
      runId !== null && runs.get(runId).name === trialName(search.name, number) ? [{ number, runId }] : [],
    );
    jobRows.atomically(() => {
      searches.rename(searchId, name);
      for (const { number, runId } of named) runs.rename(runId, trialName(name, number));
    });
    reporter.tellSearch(searchId);
    for (const { runId } of named) runReporter.tellRun(runId);
    return searches.get(searchId);
  }

  /**
   * In one transaction; files follow.
   * @throws AppError `conflict` while it goes on, or where a run that is to be removed is part of an ensemble
   */
  async remove(searchId: number, removesRuns: boolean): Promise<void> {
    const { checkpoints, jobs, runReporter, runService, runs, searches, tell } = this.#parts;
    const { search, trials } = this.get(searchId);
    if (activeJobStatuses.includes(search.status)) {
      throw new AppError('conflict', `The search ${search.name} still goes on. Cancel it or wait for its end, then remove it.`, {
        searchId,
      });
    }
    const job = search.jobId === null ? null : jobs.get(search.jobId);
    const left = trials.flatMap(({ runId, status }) => (runId === null ? [] : [{ runId, status }]));
    const removed = removesRuns ? left.map(({ runId }) => runId) : [];
    const kept = removesRuns ? [] : left;
    // Nothing can go on with these any more.
    const givenUp = kept.filter(({ status }) => status === 'waiting');
    runService.removeRows(removed, () => {
      for (const { runId } of givenUp) runs.end(runId, 'cancelled', null);
      searches.remove(searchId);
    });
    tell('searches.removed', { searchId });
    if (job !== null) jobs.tellRemoved(job);
    for (const { runId } of givenUp) runReporter.log(runId, 'Its search was removed.');
    // They are no trials any more.
    for (const { runId } of kept) runReporter.tellRun(runId);
    for (const { runId } of givenUp) await checkpoints.forget(runId);
    await runService.removeFiles(removed);
  }

  /** Its trials that have begun wait, or are given up with it. */
  #end(search: Search, { status, error }: JobEnding): void {
    const { checkpoints, runReporter, runs, searches } = this.#parts;
    for (const { number, runId, status: trialStatus } of searches.trials(search.id)) {
      if (trialStatus !== 'running' && !(trialStatus === 'waiting' && status === 'cancelled')) continue;
      searches.setStatus(search.id, number, status === 'cancelled' ? 'cancelled' : 'waiting');
      if (runId === null) continue;
      // What failed was the search: the trial goes on with it.
      runs.end(runId, status === 'failed' ? 'interrupted' : status, error);
      runReporter.log(runId, error === null ? `Its search was ${status}.` : `Its search was ${status}. ${error.message}`);
      runReporter.tellRun(runId);
      if (status === 'cancelled') void checkpoints.forget(runId);
    }
  }

  #freeName(recipeId: string): string {
    const taken = new Set(this.#parts.searches.list().map(({ name }) => name));
    for (let number = 1; ; number++) {
      const name = `${recipeId} search #${number}`;
      if (!taken.has(name)) return name;
    }
  }
}
