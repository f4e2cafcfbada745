import { Settings } from '../../common/domain/system.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';
import type { Connection } from './connection.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

const defaults = Settings.parse({});

/** The remembered preferences. A change shows at once and is then stored; where storing fails, it is taken back and said. */
export class SettingsState {
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #resource: Resource<Settings>;

  constructor(client: Client, connection: Connection, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    this.#resource = new Resource((signal) => client.call('settings.get', {}, { signal }));
    client.on('settings.changed', ({ settings }) => this.#resource.set(settings));
    connection.onRestored(() => void this.#resource.load());
  }

  get value(): Settings {
    return this.#resource.value ?? defaults;
  }

  /** False until the stored settings are known. */
  get isKnown(): boolean {
    return this.#resource.value !== undefined;
  }

  async change(changes: Partial<Settings>): Promise<void> {
    const before = this.value;
    this.#resource.set({ ...before, ...changes });
    try {
      this.#resource.set(await this.#client.call('settings.change', changes));
    } catch (thrown) {
      this.#resource.set(before);
      this.#toasts.failure(thrown);
    }
  }
}
