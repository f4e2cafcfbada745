import type { Client, ConnectionStatus } from '../api/client.ts';
import { Listeners } from './listeners.ts';

/** Whether the host answers, for the status line and for whoever has to fetch again after a gap. */
export class Connection {
  #status = $state<ConnectionStatus>('connecting');
  readonly #restored = new Listeners<void>();

  constructor(client: Client) {
    client.onStatus((status) => {
      this.#status = status;
      if (status === 'connected') this.#restored.tell();
    });
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Calls at every connection from now on, the first included: events may have been missed. Returns the function that stops it. */
  onRestored(listener: () => void): () => void {
    return this.#restored.add(listener);
  }
}
