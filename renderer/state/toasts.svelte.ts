import { toAppError } from '../../common/errors/app-error.ts';
import { Timers } from './timers.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'done' | 'failure';
  readonly message: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const shownMs = 6000;

/** Short messages about what is already done, with undo where there is one; and failures of small actions that have no place of their own. */
export class Toasts {
  #items = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #timers = new Timers<number>();

  get items(): readonly Toast[] {
    return this.#items;
  }

  done(message: string, action: Toast['action'] = null): void {
    const id = this.#add({ tone: 'done', message, action });
    this.resume(id);
  }

  /** Stays until dismissed: an error must not vanish unread. Cancelling is not an error. */
  failure(thrown: unknown): void {
    const error = toAppError(thrown);
    if (error.code !== 'cancelled') this.#add({ tone: 'failure', message: error.message, action: null });
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#items = this.#items.filter((toast) => toast.id !== id);
  }

  /** While the pointer or the focus is on it, a toast does not go. */
  pause(id: number): void {
    this.#timers.stop(id);
  }

  resume(id: number): void {
    const toast = this.#items.find((item) => item.id === id);
    if (toast?.tone === 'done') this.#timers.start(id, shownMs, () => this.dismiss(id));
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#nextId++;
    this.#items = [...this.#items, { ...toast, id }].slice(-4);
    return id;
  }
}
