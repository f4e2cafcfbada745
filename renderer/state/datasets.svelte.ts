import type { Dataset } from '../../common/domain/dataset.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import type { Connection } from './connection.svelte.ts';

/** The imported datasets, newest first. */
export class DatasetsState {
  readonly #resource: Resource<readonly Dataset[]>;

  constructor(client: Client, connection: Connection) {
    this.#resource = new Resource(async (signal) => {
      const { datasets } = await client.call('datasets.list', {}, { signal });
      return [...datasets].sort((a, b) => b.id - a.id);
    });
    client.on('datasets.changed', () => void this.#resource.load());
    connection.onRestored(() => void this.#resource.load());
  }

  get list(): readonly Dataset[] {
    return this.#resource.value ?? [];
  }

  get isKnown(): boolean {
    return this.#resource.value !== undefined;
  }

  get error(): AppError | null {
    return this.#resource.error;
  }

  get(datasetId: number): Dataset | undefined {
    return this.list.find((dataset) => dataset.id === datasetId);
  }

  reload(): Promise<void> {
    return this.#resource.load();
  }
}
