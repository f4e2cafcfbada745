import type { Run } from '../../common/domain/run.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import { withoutLesserTrials } from './run-groups.ts';
import type { Connection } from './connection.svelte.ts';
import type { SearchesState } from './searches.svelte.ts';

/** All training runs, newest first, kept up to date by the host's events. */
export class RunsState {
  readonly #resource: Resource<readonly Run[]>;
  readonly #searches: Pick<SearchesState, 'list'>;

  constructor(client: Client, connection: Connection, searches: Pick<SearchesState, 'list'>) {
    this.#searches = searches;
    this.#resource = new Resource(async (signal) => newestFirst((await client.call('runs.list', {}, { signal })).runs));
    client.on('runs.changed', ({ run }) => this.#resource.set(newestFirst([run, ...this.list.filter((other) => other.id !== run.id)])));
    client.on('runs.removed', ({ runId }) => this.#resource.set(this.list.filter((run) => run.id !== runId)));
    connection.onRestored(() => void this.#resource.load());
  }

  get list(): readonly Run[] {
    return this.#resource.value ?? [];
  }

  /** Those with a model that can evaluate, predict and be reviewed; of a search the best trial, by what it compares. */
  get finished(): readonly Run[] {
    return this.finishedWith(null);
  }

  /** The same, with the run that is shown anyway, even if it is a lesser trial. */
  finishedWith(shownId: number | null): readonly Run[] {
    return withoutLesserTrials(
      this.list.filter((run) => run.status === 'succeeded'),
      this.#searches.list,
      shownId,
    );
  }

  get isKnown(): boolean {
    return this.#resource.value !== undefined;
  }

  get error(): AppError | null {
    return this.#resource.error;
  }

  get(runId: number): Run | undefined {
    return this.list.find((run) => run.id === runId);
  }

  reload(): Promise<void> {
    return this.#resource.load();
  }
}

function newestFirst(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => b.id - a.id);
}
