import type { Job } from '../../common/domain/job.ts';
import type { ReproductionRequest, ReproductionRow } from '../../common/domain/reproduction.ts';
import type { App } from './app.svelte.ts';
import { Resource } from './resource.svelte.ts';

/** Recipes of one published project: the project's own first, then its variants. */
export interface ReproducedProject {
  readonly main: ReproductionRow;
  readonly rows: readonly ReproductionRow[];
}

/** The published projects beside what was measured of them here, kept up to date. */
export class ReproductionState {
  readonly #app: Pick<App, 'client' | 'connection' | 'jobs'>;
  readonly rows: Resource<readonly ReproductionRow[]>;
  /** A table is fetched again when a job changes its status, not at each of its steps. */
  #statuses: Readonly<Record<number, Job['status']>> = {};

  constructor(app: Pick<App, 'client' | 'connection' | 'jobs'>) {
    this.#app = app;
    this.rows = new Resource(async (signal) => {
      const { rows } = await app.client.call('reproductions.list', {}, { signal });
      const unknown = rows.flatMap(({ jobId }) => (jobId === null || app.jobs.get(jobId) !== undefined ? [] : [jobId]));
      await Promise.all(unknown.map((jobId) => app.jobs.refresh(jobId)));
      return rows;
    });
  }

  get projects(): readonly ReproducedProject[] {
    const rows = this.rows.value ?? [];
    return rows
      .filter(({ recipe: { id, project } }) => id === project)
      .map((main) => ({ main, rows: rows.filter(({ recipe }) => recipe.project === main.recipe.project) }));
  }

  /** What is being done about a row, or what became of the last try; null where its figures, or nothing, are all there is to say. */
  jobOf({ jobId }: ReproductionRow): Job | null {
    const job = jobId === null ? undefined : this.#app.jobs.get(jobId);
    return job === undefined || job.status === 'succeeded' || job.status === 'cancelled' ? null : job;
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const load = (): void => void this.rows.load();
    const stops = [
      client.on('evaluations.finished', load),
      client.on('datasets.changed', load),
      client.on('weights.changed', load),
      client.on('runs.removed', load),
      client.on('jobs.changed', ({ job: { id, kind, status } }) => {
        if (kind !== 'reproduce' || this.#statuses[id] === status) return;
        this.#statuses = { ...this.#statuses, [id]: status };
        load();
      }),
      connection.onRestored(load),
    ];
    load();
    return () => {
      for (const stop of stops) stop();
      this.rows.cancel();
    };
  }

  /**
   * Queues reproductions, in this order.
   * @throws AppError of the first that is refused; those before it are in the queue
   */
  async reproduce(requests: readonly ReproductionRequest[]): Promise<void> {
    for (const request of requests) await this.#app.client.call('reproductions.start', request);
    await this.rows.load();
  }
}
