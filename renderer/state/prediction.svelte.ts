import { nothingKnown } from '../../common/domain/patient-facts.ts';
import type { TypedFacts } from '../../common/domain/patient-facts.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { App } from './app.svelte.ts';
import { readBase64, refuseFile } from './prediction-item.ts';
import type { PredictionItem, PredictionResult } from './prediction-item.ts';

/** Photographs that were dropped, and what a run says about each. One is predicted at a time. Nothing is stored. */
export class PredictionState {
  readonly #client: App['client'];
  #runId = $state<number | null>(null);
  #facts = $state.raw<TypedFacts>(nothingKnown);
  #items = $state.raw<readonly PredictionItem[]>([]);
  #nextId = 1;
  #current: AbortController | null = null;

  constructor(client: App['client']) {
    this.#client = client;
  }

  get runId(): number | null {
    return this.#runId;
  }

  get items(): readonly PredictionItem[] {
    return this.#items;
  }

  get done(): readonly PredictionItem[] {
    return this.#items.filter(({ status }) => status === 'done');
  }

  /** How many are not finished yet. */
  get waitingCount(): number {
    return this.#items.filter(({ status }) => status === 'waiting' || status === 'predicting').length;
  }

  /** What the photographs are told with. */
  get facts(): TypedFacts {
    return this.#facts;
  }

  /** Another model, or other facts of the patient: everything that could be tried is predicted anew. */
  chooseRun(runId: number | null, facts: TypedFacts = nothingKnown): void {
    if (runId === this.#runId && JSON.stringify(facts) === JSON.stringify(this.#facts)) return;
    this.#runId = runId;
    this.#facts = facts;
    this.#current?.abort();
    this.#current = null;
    this.#items = this.#items.map((item) =>
      refuseFile(item.file) === null ? { ...item, status: 'waiting', result: null, error: null } : item,
    );
    void this.#work();
  }

  add(files: Iterable<File>): void {
    const added = [...files].map((file): PredictionItem => {
      const error = refuseFile(file);
      return {
        id: this.#nextId++,
        file,
        previewUrl: URL.createObjectURL(file),
        status: error === null ? 'waiting' : 'failed',
        result: null,
        error,
        canRetry: false,
      };
    });
    this.#items = [...this.#items, ...added];
    void this.#work();
  }

  remove(id: number): void {
    const item = this.#items.find((candidate) => candidate.id === id);
    if (item === undefined) return;
    URL.revokeObjectURL(item.previewUrl);
    this.#items = this.#items.filter((other) => other !== item);
    if (item.status !== 'predicting') return;
    this.#current?.abort();
    this.#current = null;
    void this.#work();
  }

  retry(id: number): void {
    this.#change(id, { status: 'waiting', result: null, error: null });
    void this.#work();
  }

  clear(): void {
    for (const item of this.#items) URL.revokeObjectURL(item.previewUrl);
    this.#current?.abort();
    this.#current = null;
    this.#items = [];
  }

  async #work(): Promise<void> {
    const runId = this.#runId;
    const item = this.#items.find(({ status }) => status === 'waiting');
    if (runId === null || item === undefined || this.#current !== null) return;
    const controller = new AbortController();
    this.#current = controller;
    this.#change(item.id, { status: 'predicting' });
    const outcome = await this.#predict(runId, item.file, controller.signal);
    // Aborted: somebody else took over.
    if (this.#current !== controller) return;
    this.#current = null;
    this.#change(item.id, outcome);
    await this.#work();
  }

  async #predict(runId: number, file: File, signal: AbortSignal): Promise<Partial<PredictionItem>> {
    try {
      const bytesBase64 = await readFile(file);
      const result: PredictionResult = await this.#client.call(
        'predictions.predict',
        { runId, fileName: file.name.slice(-255), bytesBase64, facts: this.#facts },
        { signal },
      );
      return { status: 'done', result };
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      return { status: 'failed', error: message, canRetry: code !== 'photograph-unreadable' && code !== 'invalid-input' };
    }
  }

  #change(id: number, changes: Partial<PredictionItem>): void {
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }
}

async function readFile(file: File): Promise<string> {
  try {
    return await readBase64(file);
  } catch (thrown) {
    throw new AppError(
      'photograph-unreadable',
      `${file.name} could not be read. It may be a folder, or it was moved or locked meanwhile. Drop it again.`,
      undefined,
      { cause: thrown },
    );
  }
}
