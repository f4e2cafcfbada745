import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Dataset, ImportIssue, ImportReport } from '../../common/domain/dataset.ts';
import { canResume } from '../../common/domain/job.ts';
import type { Job } from '../../common/domain/job.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { JobRepository } from '../database/repositories/job-repository.ts';
import type { NewPhotograph, PhotographRepository } from '../database/repositories/photograph-repository.ts';
import { buildReport } from '../datasets/build-report.ts';
import type { AcceptedPhotograph } from '../datasets/build-report.ts';
import type { ImportPlan, PhotographReading, PlannedPhotograph } from '../datasets/import-plan.ts';
import { inspectFolder } from '../datasets/inspect-folder.ts';
import { beginUnpacking, unpackedTable } from '../datasets/pixel-table/unpack-pixel-table.ts';
import { readPhotograph } from '../datasets/read-photograph.ts';
import type { Workspace } from '../host/workspace.ts';
import { forEachInParallel, photographsAtOnce } from '../imaging/parallel.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { nameTaken } from './dataset-service.ts';
import { explainDiskFull } from './disk-full.ts';
import type { FolderService } from './folder-service.ts';
import { planUnpacked, recogniseSource, withReadableFolder } from './import-source.ts';
import type { Tell } from './tell.ts';
import { thumbnailPath } from './thumbnail-path.ts';

export interface ImportServiceParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly jobRows: JobRepository;
  readonly jobs: JobQueue;
  readonly folders: FolderService;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

/** Photographs between two writes to the database: what a kill can cost. */
const photographsPerBatch = 200;

/** What is kept of an inspection that waits. */
const InspectInput = z.object({ root: z.string() });
type InspectInput = z.infer<typeof InspectInput>;

/** Inspects and imports folders. Originals are only read. */
export class ImportService {
  readonly #parts: ImportServiceParts;
  /** What was read of a folder when its import was asked for, until it begins. */
  readonly #plans = new Map<number, ImportPlan>();

  constructor(parts: ImportServiceParts) {
    this.#parts = parts;
    parts.jobs.handle('inspect', { lanes: () => ['reading'], work: (_job, context) => this.#inspect(context) });
    parts.jobs.handle('import', {
      lanes: () => ['reading'],
      work: (job, context) => this.#importAll(job, context),
      onEnd: ({ datasetId }) => {
        this.#plans.delete(datasetId ?? 0);
        if (datasetId !== null) parts.tell('datasets.changed', { datasetId });
      },
      onResume: ({ datasetId }) => this.#refuseUnlessIncomplete(datasetId ?? 0),
    });
  }

  inspect(folderId: string): number {
    const { folders, jobs } = this.#parts;
    const root = folders.path(folderId);
    const input: InspectInput = { root };
    return jobs.add({ kind: 'inspect', title: `Check ${basename(root)}`, datasetId: null, runId: null, input }).id;
  }

  report(jobId: number): ImportReport {
    return this.#parts.jobRows.report(jobId);
  }

  /** Reads the metadata at once, so that a folder that is no dataset is refused before anything is made of it. */
  async start(folderId: string, name: string | undefined, signal: AbortSignal): Promise<{ jobId: number; datasetId: number }> {
    const { datasets, folders, workspace, tell } = this.#parts;
    if (name !== undefined && datasets.isNameTaken(name)) throw nameTaken(name);
    const path = folders.path(folderId);
    const found = await recogniseSource(path, signal);
    const root = found.kind === 'photographs' ? found.plan.root : join(workspace.unpacked, randomUUID());
    if (found.kind === 'table') await beginUnpacking(root, found.table);
    const dataset = datasets.insert({
      name: name ?? this.#freeName(basename(path)),
      root,
      ...(found.kind === 'photographs'
        ? { layout: found.plan.layout, hasLesionIds: found.plan.hasLesionIds }
        : { layout: 'hmnist-csv', hasLesionIds: found.table.metadata !== null }),
    });
    tell('datasets.changed', { datasetId: dataset.id });
    if (found.kind === 'photographs') this.#plans.set(dataset.id, found.plan);
    return { jobId: this.#addJob(dataset), datasetId: dataset.id };
  }

  /** A table of pixels is known by its own path, photographs by that of their folder. */
  async known(folderId: string, signal: AbortSignal): Promise<Dataset[]> {
    const { datasets, folders, workspace } = this.#parts;
    const found = await recogniseSource(folders.path(folderId), signal);
    const path = found.kind === 'photographs' ? found.plan.root : found.table.path;
    const sources = await Promise.all(
      datasets.list().map(async (dataset) => {
        const root = datasets.root(dataset.id);
        return { dataset, source: dirname(root) === workspace.unpacked ? await unpackedTable(root) : root };
      }),
    );
    return sources.filter(({ source }) => source === path).map(({ dataset }) => dataset);
  }

  resume(datasetId: number): number {
    const { datasets, jobs, jobRows } = this.#parts;
    const dataset = datasets.get(datasetId);
    this.#refuseUnlessIncomplete(datasetId);
    const last = jobRows.latest('import', datasetId);
    if (last !== null && (canResume(last) || last.status === 'cancelled')) return jobs.requeue(last).id;
    return this.#addJob(dataset);
  }

  #refuseUnlessIncomplete(datasetId: number): void {
    const { datasets, jobs } = this.#parts;
    const dataset = datasets.get(datasetId);
    if (dataset.status === 'ready') {
      throw new AppError('conflict', `The import of ${dataset.name} is complete. There is nothing to resume.`);
    }
    if (jobs.activeJobs((job) => job.kind === 'import' && job.datasetId === datasetId).length > 0) {
      throw new AppError('conflict', `The import of ${dataset.name} is already going on.`);
    }
  }

  #addJob(dataset: Dataset): number {
    return this.#parts.jobs.add({ kind: 'import', title: `Import ${dataset.name}`, datasetId: dataset.id, runId: null }).id;
  }

  async #inspect({ jobId, signal, progress }: JobContext): Promise<{ importable: number; rejected: number }> {
    const { jobRows, workspace } = this.#parts;
    const { root } = jobRows.input(jobId, InspectInput);
    const report = await withReadableFolder(root, workspace, { signal, progress }, (folder) =>
      inspectFolder(folder, {
        signal,
        onProgress: (done, total, stage) => progress({ done, total: total === 0 ? null : total, unit: 'photographs', stage }),
      }),
    );
    jobRows.saveReport(jobId, report);
    return { importable: report.importableCount, rejected: report.rejectedCount };
  }

  async #importAll(job: Job, context: JobContext): Promise<{ imported: number; rejected: number }> {
    const dataset = this.#parts.datasets.get(job.datasetId ?? 0);
    context.progress({ done: 0, total: null, unit: 'photographs', stage: 'Reading the metadata' });
    // What is imported stays: pausing it is stopping it.
    const stoppable = { ...context, signal: AbortSignal.any([context.signal, context.pause]) };
    const plan = this.#plans.get(dataset.id) ?? (await this.#planAgain(dataset, stoppable));
    try {
      return await this.#import(dataset, plan, stoppable);
    } catch (thrown) {
      throw explainDiskFull(thrown, 'What was imported so far is safe. Free some space, then resume the import.');
    }
  }

  async #planAgain(dataset: Dataset, context: JobContext): Promise<ImportPlan> {
    const plan = await planUnpacked(this.#parts.datasets.root(dataset.id), context);
    if (plan.layout === dataset.layout && plan.hasLesionIds === dataset.hasLesionIds) return plan;
    const message = `The folder of ${dataset.name} has changed: its metadata is now of another kind. Put the old one back, or import the folder anew.`;
    throw new AppError('conflict', message);
  }

  async #import(
    dataset: Dataset,
    plan: ImportPlan,
    { jobId, signal, progress }: JobContext,
  ): Promise<{ imported: number; rejected: number }> {
    const { datasets, photographs, jobRows, tell } = this.#parts;
    const known = photographs.knownHashes(dataset.id);
    const missing = plan.photographs.filter(({ imageId }) => !known.has(imageId));
    const accepted = plan.photographs.flatMap((photograph): AcceptedPhotograph[] => {
      const contentHash = known.get(photograph.imageId);
      return contentHash === undefined ? [] : [{ photograph, contentHash }];
    });
    const issues: ImportIssue[] = [];
    let done = accepted.length;
    const total = plan.photographs.length;
    const tellProgress = (): void => progress({ done, total, unit: 'photographs', stage: 'Importing photographs' });
    tellProgress();
    for (let start = 0; start < missing.length; start += photographsPerBatch) {
      const batch = missing.slice(start, start + photographsPerBatch);
      const readings = await this.#readBatch(dataset.id, plan.root, batch, signal, () => {
        done++;
        tellProgress();
      });
      for (const { photograph, reading } of readings) {
        if (reading.ok) accepted.push({ photograph, contentHash: reading.contentHash });
        issues.push(...(reading.ok ? reading.issues : [reading.issue]));
      }
      tell('datasets.changed', { datasetId: dataset.id });
    }
    datasets.replaceRejections(dataset.id, [...plan.issues, ...issues]);
    if (accepted.length === 0) {
      const message = `None of the ${total} photographs of ${dataset.name} could be imported. Its list of rejected photographs says why for each.`;
      throw new AppError('no-dataset', message);
    }
    const report = buildReport(plan, accepted, issues);
    jobRows.saveReport(jobId, report);
    datasets.markReady(dataset.id);
    return { imported: accepted.length, rejected: report.rejectedCount };
  }

  /** Reads a batch and stores it in the metadata's order. What was read before a cancel or failure is stored as well. */
  async #readBatch(
    datasetId: number,
    root: string,
    batch: readonly PlannedPhotograph[],
    signal: AbortSignal,
    onRead: () => void,
  ): Promise<ReadPhotograph[]> {
    const readings = new Array<ReadPhotograph | undefined>(batch.length);
    const read = async (photograph: PlannedPhotograph, index: number): Promise<void> => {
      const reading = await readPhotograph(root, photograph, { thumbnail: true });
      if (reading.ok && reading.thumbnail !== null) await this.#writeThumbnail(datasetId, reading.contentHash, reading.thumbnail);
      readings[index] = { photograph, reading };
      onRead();
    };
    try {
      await forEachInParallel(batch, photographsAtOnce, signal, read);
    } finally {
      this.#parts.photographs.insert(datasetId, readings.filter((entry) => entry !== undefined).flatMap(toNewPhotograph));
    }
    return readings.filter((entry) => entry !== undefined);
  }

  async #writeThumbnail(datasetId: number, contentHash: string, thumbnail: Uint8Array): Promise<void> {
    const path = thumbnailPath(this.#parts.workspace, datasetId, contentHash);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, thumbnail);
  }

  #freeName(wanted: string): string {
    const { datasets } = this.#parts;
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted} (${number})`;
      if (!datasets.isNameTaken(name)) return name;
    }
  }
}

interface ReadPhotograph {
  readonly photograph: PlannedPhotograph;
  readonly reading: PhotographReading;
}

function toNewPhotograph({ photograph, reading }: ReadPhotograph): NewPhotograph[] {
  if (!reading.ok) return [];
  const { imageId, relativePath, diagnosis, lesionId, proof, ageYears, sex, site, sourcePart } = photograph;
  const { contentHash, width, height } = reading;
  return [{ imageId, fileName: relativePath, contentHash, width, height, diagnosis, lesionId, proof, ageYears, sex, site, sourcePart }];
}
