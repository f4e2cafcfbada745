import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Dataset, ImportIssue } from '../../common/domain/dataset.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SearchRepository } from '../database/repositories/search-repository.ts';
import type { Workspace } from '../host/workspace.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Tell } from './tell.ts';

export interface DatasetServiceParts {
  readonly datasets: DatasetRepository;
  readonly runs: RunRepository;
  readonly searches: SearchRepository;
  readonly jobs: JobQueue;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

/** Between two steps of a removal everybody else is answered. */
const photographsPerStep = 500;

export class DatasetService {
  readonly #parts: DatasetServiceParts;

  constructor(parts: DatasetServiceParts) {
    this.#parts = parts;
  }

  list(): Dataset[] {
    return this.#parts.datasets.list();
  }

  get(datasetId: number): Dataset {
    return this.#parts.datasets.get(datasetId);
  }

  rejections(datasetId: number): ImportIssue[] {
    this.#parts.datasets.get(datasetId);
    return this.#parts.datasets.rejections(datasetId);
  }

  rename(datasetId: number, name: string): Dataset {
    const { datasets, tell } = this.#parts;
    const dataset = datasets.get(datasetId);
    if (name.toLowerCase() !== dataset.name.toLowerCase() && datasets.isNameTaken(name)) throw nameTaken(name);
    datasets.rename(datasetId, name);
    tell('datasets.changed', { datasetId });
    return datasets.get(datasetId);
  }

  /** Photographs in the imported folder are not touched: this forgets them, and removes what Nevus made of them. */
  async remove(datasetId: number): Promise<void> {
    const { datasets, runs, searches, jobs, workspace, tell } = this.#parts;
    const dataset = datasets.get(datasetId);
    const removedRuns = runs.list(datasetId);
    const runIds = new Set(removedRuns.map((run) => run.id));
    const active = jobs.activeJobs((job) => job.datasetId === datasetId || (job.runId !== null && runIds.has(job.runId)));
    if (active.length > 0) {
      const message = `${dataset.name} is in use by a job that still runs. Cancel the job or wait for its end, then remove the dataset.`;
      throw new AppError('conflict', message, { jobIds: active });
    }
    const students = runs.list().filter((run) => run.teacher !== null && runIds.has(run.teacher.runId) && !runIds.has(run.id));
    if (students.length > 0) {
      const message = `Runs on ${dataset.name} taught runs on other data (${students.map(({ name }) => name).join(', ')}). Remove those first.`;
      throw new AppError('conflict', message, { runIds: students.map(({ id }) => id) });
    }
    const root = datasets.root(datasetId);
    const removedSearches = searches.list(datasetId);
    datasets.beginRemoval(datasetId);
    for (const runId of runIds) tell('runs.removed', { runId });
    for (const { id: searchId } of removedSearches) tell('searches.removed', { searchId });
    while (!datasets.removeSome(datasetId, photographsPerStep)) await setImmediate();
    tell('datasets.changed', { datasetId });
    await rm(join(workspace.thumbnails, String(datasetId)), { recursive: true, force: true });
    // Photographs that were unpacked from a table are Nevus's own copies.
    if (dirname(root) === workspace.unpacked) await rm(root, { recursive: true, force: true });
    for (const runId of runIds) await rm(join(workspace.runs, String(runId)), { recursive: true, force: true });
  }
}

export function nameTaken(name: string): AppError {
  return new AppError('conflict', `There is already a dataset named ${name}. Choose another name.`);
}
