import type { Search } from '../../common/domain/search.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import type { Connection } from './connection.svelte.ts';

/** All searches of hyper-parameters, newest first, kept up to date by the host's events. */
export class SearchesState {
  readonly #resource: Resource<readonly Search[]>;

  constructor(client: Client, connection: Connection) {
    this.#resource = new Resource(async (signal) => newestFirst((await client.call('searches.list', {}, { signal })).searches));
    client.on('searches.changed', ({ search }) => this.#put(search));
    client.on('searches.removed', ({ searchId }) => this.#resource.set(this.list.filter(({ id }) => id !== searchId)));
    connection.onRestored(() => void this.#resource.load());
  }

  get list(): readonly Search[] {
    return this.#resource.value ?? [];
  }

  get isKnown(): boolean {
    return this.#resource.value !== undefined;
  }

  get error(): AppError | null {
    return this.#resource.error;
  }

  get(searchId: number): Search | undefined {
    return this.list.find(({ id }) => id === searchId);
  }

  #put(search: Search): void {
    this.#resource.set(newestFirst([search, ...this.list.filter(({ id }) => id !== search.id)]));
  }
}

function newestFirst(searches: readonly Search[]): Search[] {
  return [...searches].sort((a, b) => b.id - a.id);
}
