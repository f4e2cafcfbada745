import type { FolderHandle } from '../../../common/contract/system-calls.ts';
import type { Dataset, ImportReport } from '../../../common/domain/dataset.ts';
import type { Job } from '../../../common/domain/job.ts';
import { toAppError } from '../../../common/errors/app-error.ts';
import type { AppError } from '../../../common/errors/app-error.ts';
import type { App } from '../../state/app.svelte.ts';
import { isActive } from '../../state/jobs.svelte.ts';
import { Resource } from '../../state/resource.svelte.ts';

/** Where the user is: naming a folder, waiting for its dry run, reading the report, importing, done, or stopped before the end. */
export type ImportStep = 'choose' | 'loading' | 'inspecting' | 'report' | 'importing' | 'done' | 'stopped';

/**
 * One import, from the folder to the dataset. The address has the job (`/import/12`) and the folder's handle, so that going
 * back, a reload or a look at another screen lose nothing.
 */
export class ImportPage {
  readonly #app: App;
  readonly #jobId: number | null;
  readonly #folderId: string | null;
  readonly #report: Resource<ImportReport>;
  readonly #known: Resource<readonly Dataset[]>;
  #hasAskedForKnown = false;
  #error = $state.raw<AppError | null>(null);
  #isBusy = $state(false);

  constructor(app: App) {
    this.#app = app;
    this.#jobId = app.router.id();
    this.#folderId = app.router.query.get('folder');
    this.#report = new Resource((signal) => app.client.call('imports.report', { jobId: this.#jobId ?? 0 }, { signal }));
    this.#known = new Resource(async (signal) => {
      const { datasets } = await app.client.call('imports.known', { folderId: this.#folderId ?? '' }, { signal });
      return datasets;
    });
  }

  get job(): Job | undefined {
    return this.#jobId === null ? undefined : this.#app.jobs.get(this.#jobId);
  }

  get report(): Resource<ImportReport> {
    return this.#report;
  }

  /** Datasets that were imported from this folder before, newest first; none while that is not known. */
  get known(): readonly Dataset[] {
    return (this.#known.value ?? [])
      .map(({ id }) => this.#app.datasets.get(id))
      .filter((dataset) => dataset !== undefined)
      .reverse();
  }

  /** Proposed for the dataset: the folder's name, with a number where there is such a dataset already. */
  freeName(wanted: string): string {
    const taken = this.#app.datasets.list.map(({ name }) => name.toLowerCase());
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted} (${number})`;
      if (!taken.includes(name.toLowerCase())) return name;
    }
  }

  /** Of the last thing that the user asked for. */
  get error(): AppError | null {
    return this.#error;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** The dataset that an import job fills. */
  get dataset(): Dataset | undefined {
    const datasetId = this.job?.datasetId;
    return typeof datasetId === 'number' ? this.#app.datasets.get(datasetId) : undefined;
  }

  /** Imports that stopped before the end and can go on. */
  get unfinished(): readonly Dataset[] {
    const running = this.#app.jobs.active.map(({ datasetId }) => datasetId);
    return this.#app.datasets.list.filter(({ id, status }) => status === 'importing' && !running.includes(id));
  }

  get step(): ImportStep {
    if (this.#jobId === null) return 'choose';
    const job = this.job;
    if (job === undefined) return 'loading';
    if (isActive(job)) return job.kind === 'inspect' ? 'inspecting' : 'importing';
    if (job.status !== 'succeeded') return 'stopped';
    return job.kind === 'inspect' ? 'report' : 'done';
  }

  /** A job that ended before this window heard of it is asked for; a finished dry run's report is fetched. */
  load(): void {
    if (this.#jobId === null) return;
    if (this.job === undefined && this.#app.jobs.isKnown) void this.#try(() => this.#app.jobs.refresh(this.#jobId ?? 0));
    if (this.step === 'report') void this.#report.load();
    if (this.#folderId === null || this.#hasAskedForKnown) return;
    this.#hasAskedForKnown = true;
    void this.#known.load();
  }

  /** Starts the dry run of a folder that the user named. */
  async inspect(folder: FolderHandle): Promise<void> {
    const { jobId } = await this.#app.client.call('imports.inspect', { folderId: folder.folderId });
    this.#app.router.go(`/import/${jobId}?folder=${encodeURIComponent(folder.folderId)}`);
  }

  startImport(name: string): Promise<void> {
    return this.#try(async () => {
      const folderId = this.#folderId ?? '';
      const { jobId } = await this.#app.client.call('imports.start', name.trim() === '' ? { folderId } : { folderId, name: name.trim() });
      this.#app.router.go(`/import/${jobId}`);
    });
  }

  resume(datasetId: number): Promise<void> {
    return this.#try(async () => {
      const { jobId } = await this.#app.client.call('imports.resume', { datasetId });
      this.#app.router.go(`/import/${jobId}`);
    });
  }

  async cancel(): Promise<void> {
    if (this.#jobId !== null) await this.#app.jobs.cancel(this.#jobId);
  }

  async #try(action: () => Promise<void>): Promise<void> {
    this.#error = null;
    this.#isBusy = true;
    try {
      await action();
    } catch (thrown) {
      this.#error = toAppError(thrown);
    } finally {
      this.#isBusy = false;
    }
  }
}
