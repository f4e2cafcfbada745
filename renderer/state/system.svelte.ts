import type { SystemStatus } from '../../common/domain/system.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import type { Connection } from './connection.svelte.ts';

/** Engine, disk and how folders are chosen. Asked again whenever a job ends, because then the disk has changed. */
export class SystemState {
  readonly #resource: Resource<SystemStatus>;

  constructor(client: Client, connection: Connection) {
    this.#resource = new Resource((signal) => client.call('system.status', {}, { signal }));
    connection.onRestored(() => void this.#resource.load());
    client.on('jobs.changed', ({ job }) => {
      if (job.endedAt !== null) void this.#resource.load();
    });
  }

  /** Undefined until known. */
  get status(): SystemStatus | undefined {
    return this.#resource.value;
  }
}
