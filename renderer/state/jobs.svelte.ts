import { SvelteMap } from 'svelte/reactivity';
import { activeJobStatuses, canResume } from '../../common/domain/job.ts';
import type { Job } from '../../common/domain/job.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import type { Connection } from './connection.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Every job that the host has told of, kept up to date by its events. */
export class JobsState {
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #jobs = new SvelteMap<number, Job>();
  readonly #list: Resource<readonly Job[]>;
  readonly #active = $derived([...this.#jobs.values()].filter(isActive).sort(inOrder));
  readonly #resumable = $derived([...this.#jobs.values()].filter(waitsForResume).sort((a, b) => b.id - a.id));

  constructor(client: Client, connection: Connection, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    this.#list = new Resource(async (signal) => {
      const { jobs } = await client.call('jobs.list', {}, { signal });
      for (const { id } of this.#resumable) if (jobs.every((job) => job.id !== id)) this.#jobs.delete(id);
      for (const job of jobs) this.#jobs.set(job.id, job);
      return jobs;
    });
    client.on('jobs.changed', ({ job }) => this.#jobs.set(job.id, job));
    // Jobs that wait for somebody go with their run or dataset, and are told by nobody else.
    client.on('runs.removed', ({ runId }) => this.#recheck((job) => job.runId === runId));
    client.on('datasets.changed', ({ datasetId }) => this.#recheck((job) => job.datasetId === datasetId));
    connection.onRestored(() => void this.#list.load());
  }

  /** Running ones, oldest first, then those that wait, in the order of the queue. */
  get active(): readonly Job[] {
    return this.#active;
  }

  /** Paused or interrupted, and waiting for somebody to resume them; newest first. */
  get resumable(): readonly Job[] {
    return this.#resumable;
  }

  /** How many wait for their turn. */
  get queueLength(): number {
    return this.#active.filter(({ status }) => status === 'queued').length;
  }

  get isKnown(): boolean {
    return this.#list.value !== undefined;
  }

  /** Newest first. */
  ofKind(kind: Job['kind']): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.kind === kind).sort((a, b) => b.id - a.id);
  }

  get(jobId: number): Job | undefined {
    return this.#jobs.get(jobId);
  }

  /** Fetches one job that may have ended before its events were heard. */
  async refresh(jobId: number): Promise<void> {
    this.#jobs.set(jobId, await this.#client.call('jobs.get', { jobId }));
  }

  /** Asks a job to stop at its next safe point. */
  async cancel(jobId: number): Promise<void> {
    await this.#change(() => this.#client.call('jobs.cancel', { jobId }));
  }

  async pause(jobId: number): Promise<void> {
    await this.#change(() => this.#client.call('jobs.pause', { jobId }));
  }

  async resume(jobId: number): Promise<void> {
    await this.#change(() => this.#client.call('jobs.resume', { jobId }));
  }

  async move(jobId: number, to: 'first' | 'earlier' | 'later'): Promise<void> {
    await this.#change(() => this.#client.call('jobs.move', { jobId, to }));
  }

  #recheck(isMeant: (job: Job) => boolean): void {
    if (this.#resumable.some(isMeant)) void this.#list.load();
  }

  async #change(ask: () => Promise<Job>): Promise<void> {
    try {
      const job = await ask();
      this.#jobs.set(job.id, job);
    } catch (thrown) {
      this.#toasts.failure(thrown);
    }
  }
}

/** Failures have their place on their own screens; these are what somebody laid aside, or what was cut off. */
function waitsForResume(job: Job): boolean {
  return canResume(job) && job.status !== 'failed';
}

function inOrder(a: Job, b: Job): number {
  return (a.queuePlace ?? 0) - (b.queuePlace ?? 0) || a.id - b.id;
}

export function isActive(job: Pick<Job, 'status'>): boolean {
  return activeJobStatuses.includes(job.status);
}
