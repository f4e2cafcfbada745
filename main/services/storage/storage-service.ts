import { activeJobStatuses } from '../../../common/domain/job.ts';
import type { Job, JobKind } from '../../../common/domain/job.ts';
import { PruneRequest } from '../../../common/domain/storage.ts';
import type { PruneResult, StorageReport } from '../../../common/domain/storage.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { JobRepository } from '../../database/repositories/job-repository.ts';
import type { PhotographRepository } from '../../database/repositories/photograph-repository.ts';
import { fileSize, folderSize } from '../../files/folder-size.ts';
import type { Workspace } from '../../host/workspace.ts';
import type { PixelCache } from '../../imaging/pixel-cache.ts';
import type { JobContext } from '../../jobs/job-handler.ts';
import type { JobQueue } from '../../jobs/job-queue.ts';
import { explainDiskFull } from '../disk-full.ts';
import { pruneCaches } from './prune-caches.ts';
import { unneededFeatureBytes, unneededPixelBytes } from './unneeded-bytes.ts';

export interface StorageServiceParts {
  readonly jobs: JobQueue;
  readonly jobRows: JobRepository;
  readonly photographs: PhotographRepository;
  readonly pixels: PixelCache;
  readonly workspace: Workspace;
}

/** Kinds that read decoded pixels or features. */
const readingKinds: readonly JobKind[] = ['train', 'search', 'reproduce', 'evaluate'];

/** How much the workspace keeps, and removing what can be made again. */
export class StorageService {
  readonly #parts: StorageServiceParts;

  constructor(parts: StorageServiceParts) {
    this.#parts = parts;
    parts.jobs.handle('prune', { lanes: () => ['storage'], work: (job, context) => this.#prune(job, context) });
  }

  async measure(signal: AbortSignal): Promise<StorageReport> {
    const { photographs, workspace } = this.#parts;
    const needed = photographs.allContentHashes();
    const folder = async (path: string): Promise<number> => folderSize(path, signal);
    const database = await Promise.all(['', '-wal', '-shm'].map((ending) => fileSize(workspace.databaseFile + ending)));
    const features = await folder(workspace.features);
    return {
      parts: [
        {
          part: 'pixels',
          bytes: await folder(workspace.pixels),
          unneededBytes: await unneededPixelBytes(workspace.pixels, needed, signal),
        },
        { part: 'features', bytes: features, unneededBytes: unneededFeatureBytes(features, needed) },
        { part: 'thumbnails', bytes: await folder(workspace.thumbnails), unneededBytes: null },
        { part: 'runs', bytes: await folder(workspace.runs), unneededBytes: null },
        { part: 'weights', bytes: await folder(workspace.weights), unneededBytes: null },
        { part: 'unpacked', bytes: await folder(workspace.unpacked), unneededBytes: null },
        { part: 'database', bytes: database.reduce((sum, bytes) => sum + bytes, 0), unneededBytes: null },
        { part: 'other', bytes: (await folder(workspace.recipes)) + (await folder(workspace.temporary)), unneededBytes: null },
      ],
    };
  }

  /**
   * The job that removes; the one that is under way where there is one.
   * @throws AppError `conflict` while a job reads what would be removed
   */
  start(request: PruneRequest): number {
    const { jobs } = this.#parts;
    const active = jobs.list(true).find(({ kind, status }) => kind === 'prune' && activeJobStatuses.includes(status));
    if (active !== undefined) return active.id;
    this.#refuseWhileRead();
    const title = request.extent === 'everything' ? 'Remove what can be made again' : 'Remove what is not needed any more';
    return jobs.add({ kind: 'prune', title, datasetId: null, runId: null, input: request }).id;
  }

  async #prune({ id }: Job, { signal, progress }: JobContext): Promise<PruneResult> {
    const { jobRows, photographs, pixels, workspace } = this.#parts;
    const request = jobRows.input(id, PruneRequest);
    this.#refuseWhileRead();
    try {
      // Whoever begins to read from now on waits at the pixels.
      return await pixels.whileClosed(async () => {
        const before = (await folderSize(workspace.pixels, signal)) + (await folderSize(workspace.features, signal));
        await pruneCaches(workspace, request, photographs.allContentHashes(), { signal, progress });
        const after = (await folderSize(workspace.pixels)) + (await folderSize(workspace.features));
        return { freedBytes: Math.max(0, before - after) };
      });
    } catch (thrown) {
      throw explainDiskFull(
        thrown,
        'What is kept is safe, but removing a part of it needs a little space. Free some, or remove everything that can be made again.',
      );
    }
  }

  #refuseWhileRead(): void {
    const reading = this.#parts.jobs
      .list(true)
      .find(({ kind, status }) => readingKinds.includes(kind) && status !== 'queued' && activeJobStatuses.includes(status));
    if (reading === undefined) return;
    const message = `"${reading.title}" reads decoded photographs just now, and nothing was removed. Wait for its end, or pause or cancel it, then try again.`;
    throw new AppError('conflict', message, { jobIds: [reading.id] });
  }
}
