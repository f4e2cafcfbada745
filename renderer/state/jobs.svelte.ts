import { SvelteMap } from 'svelte/reactivity';
import { activeJobStatuses } from '../../common/domain/job.ts';
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
  readonly #active = $derived([...this.#jobs.values()].filter(isActive).sort((a, b) => a.id - b.id));

  constructor(client: Client, connection: Connection, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    this.#list = new Resource(async (signal) => {
      const { jobs } = await client.call('jobs.list', {}, { signal });
      for (const job of jobs) this.#jobs.set(job.id, job);
      return jobs;
    });
    client.on('jobs.changed', ({ job }) => this.#jobs.set(job.id, job));
    connection.onRestored(() => void this.#list.load());
  }

  /** Queued or running, oldest first. */
  get active(): readonly Job[] {
    return this.#active;
  }

  get isKnown(): boolean {
    return this.#list.value !== undefined;
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
    try {
      const job = await this.#client.call('jobs.cancel', { jobId });
      this.#jobs.set(jobId, job);
    } catch (thrown) {
      this.#toasts.failure(thrown);
    }
  }
}

export function isActive(job: Job): boolean {
  return activeJobStatuses.includes(job.status);
}
