import type { Transport } from './frames.ts';

/** A transport whose own side can end it. */
export interface ClosableTransport extends Transport {
  close(): void;
}

/**
 * Two connected transports inside one process: what one sends, the other receives, later and as a copy without what JSON cannot carry,
 * exactly as over a WebSocket. Closing either side closes both.
 */
export function memoryTransportPair(): [ClosableTransport, ClosableTransport] {
  const left = new MemoryTransport();
  const right = new MemoryTransport();
  left.connect(right);
  right.connect(left);
  return [left, right];
}

class MemoryTransport implements ClosableTransport {
  readonly #frameListeners: ((frame: unknown) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #other: MemoryTransport | null = null;

  connect(other: MemoryTransport): void {
    this.#other = other;
  }

  send(frame: unknown): void {
    const other = this.#other;
    if (other === null) return;
    const copy: unknown = JSON.parse(JSON.stringify(frame));
    void Promise.resolve().then(() => {
      for (const listener of other.#frameListeners) listener(copy);
    });
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#frameListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    const other = this.#other;
    if (other === null) return;
    this.#other = null;
    for (const listener of this.#closeListeners) listener();
    other.close();
  }
}
