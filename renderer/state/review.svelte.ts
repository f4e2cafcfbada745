import { z } from 'zod';
import type { CaseSummary, Reading, ReviewCase } from '../../common/domain/review.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { App } from './app.svelte.ts';
import { Remembered } from './remembered.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { countCases, nextCase, stepCase } from './review-queue.ts';
import type { CaseCounts } from './review-queue.ts';
import { ReviewTexts } from './review-texts.svelte.ts';

export type ReviewPart = 'validation' | 'test';
export type ReviewOrder = 'least-certain' | 'imported';

/** The reader's own diagnosis while it can still be changed. */
export interface OwnDraft {
  readonly diagnosis: string | null;
  readonly confidence: Reading['confidence'] | null;
}

/** What was signed last, so that it can be taken back from the next case. */
export interface LastSigned {
  readonly caseKey: string;
  readonly diagnosis: string;
}

const nothingChosen: OwnDraft = { diagnosis: null, confidence: null };

/** The review of one run: a queue of cases, and the case in front of the reader. */
export class ReviewState {
  readonly runId: number;
  readonly #app: Pick<App, 'client' | 'connection' | 'toasts'>;
  readonly queue: Resource<readonly CaseSummary[]>;
  readonly #case: Resource<ReviewCase>;
  readonly texts: ReviewTexts;
  readonly #part = new Remembered<ReviewPart>('review.part', z.enum(['validation', 'test']), 'validation');
  readonly #order = new Remembered<ReviewOrder>('review.order', z.enum(['least-certain', 'imported']), 'least-certain');
  readonly #goesOn = new Remembered('review.goesOn', z.boolean(), true);

  #caseKey = $state<string | null>(null);
  #photographIndex = $state(0);
  #own = $state.raw<OwnDraft>(nothingChosen);
  #busy = $state<'lock' | 'decide' | 'sign' | 'unsign' | 'defer' | null>(null);
  #failure = $state.raw<AppError | null>(null);
  #lastSigned = $state.raw<LastSigned | null>(null);

  constructor(app: Pick<App, 'client' | 'connection' | 'toasts'>, runId: number, caseKey: string | null) {
    this.#app = app;
    this.runId = runId;
    this.#caseKey = caseKey;
    this.queue = new Resource(async (signal) => {
      const { cases } = await app.client.call('reviews.queue', { runId, part: this.part, order: this.order }, { signal });
      return cases;
    });
    this.#case = new Resource((signal) => app.client.call('reviews.get', { runId, caseKey: this.#caseKey ?? '' }, { signal }));
    this.texts = new ReviewTexts(
      async (key, changes) => this.#adopt(await app.client.call('reviews.decide', { runId, caseKey: key, ...changes })),
      (key, error) =>
        app.toasts.failure(
          new AppError(
            error.code,
            `What you typed for ${key} is not saved yet: ${error.message} It is kept here; open the case to try again.`,
          ),
        ),
    );
  }

  get part(): ReviewPart {
    return this.#part.value;
  }

  get order(): ReviewOrder {
    return this.#order.value;
  }

  /** After signing, the next case opens by itself. */
  get goesOn(): boolean {
    return this.#goesOn.value;
  }

  set goesOn(value: boolean) {
    this.#goesOn.value = value;
  }

  get cases(): readonly CaseSummary[] {
    return this.queue.value ?? [];
  }

  get counts(): CaseCounts {
    return countCases(this.cases);
  }

  get caseKey(): string | null {
    return this.#caseKey;
  }

  /** The case in front of the reader; undefined while it is loading. Never another one's. */
  get case(): ReviewCase | undefined {
    const loaded = this.#case.value;
    return loaded?.caseKey === this.#caseKey ? loaded : undefined;
  }

  get caseError(): AppError | null {
    return this.#case.error;
  }

  get photographIndex(): number {
    return this.#photographIndex;
  }

  get own(): OwnDraft {
    return this.#own;
  }

  get busy(): 'lock' | 'decide' | 'sign' | 'unsign' | 'defer' | null {
    return this.#busy;
  }

  /** Of the last thing that the reader did with this case. */
  get failure(): AppError | null {
    return this.#failure;
  }

  get lastSigned(): LastSigned | null {
    return this.#lastSigned;
  }

  /** What the reader ended with, or would sign now; null where a disagreement is not decided yet. */
  get finalDiagnosis(): string | null {
    const shown = this.case;
    if (shown === undefined || shown.reading === null) return null;
    return shown.reading.finalDiagnosis ?? (this.disagrees ? null : shown.reading.ownDiagnosis);
  }

  /** The model's first diagnosis is another than the reader's own. */
  get disagrees(): boolean {
    const shown = this.case;
    const first = shown?.model?.[0]?.label;
    return first !== undefined && first !== shown?.reading?.ownDiagnosis;
  }

  get canLock(): boolean {
    const { diagnosis, confidence } = this.#own;
    return this.case?.reading === null && diagnosis !== null && confidence !== null && this.#busy === null;
  }

  get canSign(): boolean {
    const status = this.case?.status;
    return (status === 'read' || status === 'deferred') && this.finalDiagnosis !== null && this.#busy === null;
  }

  get canDefer(): boolean {
    const status = this.case?.status;
    return (status === 'open' || status === 'read') && this.#busy === null;
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const stop = this.#app.connection.onRestored(() => void this.load());
    void this.load();
    return () => {
      stop();
      this.queue.cancel();
      this.#case.cancel();
      void this.texts.flush();
    };
  }

  async load(): Promise<void> {
    await this.queue.load();
    const known = this.cases.some(({ caseKey }) => caseKey === this.#caseKey);
    if (known && this.#caseKey !== null) await this.#load(this.#caseKey);
    else if (this.queue.value !== undefined) this.#show(nextCase(this.cases, null));
  }

  retryCase(): Promise<void> {
    return this.#case.load();
  }

  choosePart(part: ReviewPart): void {
    this.#part.value = part;
    this.#startOver();
  }

  chooseOrder(order: ReviewOrder): void {
    this.#order.value = order;
    this.#startOver();
  }

  open(caseKey: string): void {
    if (caseKey !== this.#caseKey) this.#show(caseKey);
  }

  /** One case on (+1) or back (-1) in the queue. */
  step(by: 1 | -1): void {
    const key = stepCase(this.cases, this.#caseKey, by);
    if (key !== null) this.open(key);
  }

  /** The next case that waits. */
  goOn(): void {
    this.#show(nextCase(this.cases, this.#caseKey));
  }

  showPhotograph(index: number): void {
    const count = this.case?.photographs.length ?? 0;
    if (index >= 0 && index < count) this.#photographIndex = index;
  }

  chooseOwn(changes: Partial<OwnDraft>): void {
    if (this.case?.reading === null) this.#own = { ...this.#own, ...changes };
  }

  async lock(): Promise<void> {
    const { diagnosis, confidence } = this.#own;
    if (!this.canLock || diagnosis === null || confidence === null) return;
    await this.#act('lock', (key) => this.#app.client.call('reviews.lock', { runId: this.runId, caseKey: key, diagnosis, confidence }));
  }

  async chooseFinal(finalDiagnosis: string): Promise<void> {
    const shown = this.case;
    if (shown === undefined || shown.reading === null || shown.status === 'signed') return;
    await this.#act('decide', (key) => this.#app.client.call('reviews.decide', { runId: this.runId, caseKey: key, finalDiagnosis }));
  }

  async sign(): Promise<void> {
    const [key, finalDiagnosis] = [this.#caseKey, this.finalDiagnosis];
    if (!this.canSign || key === null || finalDiagnosis === null) return;
    const isSigned = await this.#act('sign', async () => {
      await this.texts.flush();
      if (this.texts.error !== null) throw this.texts.error;
      await this.#app.client.call('reviews.decide', { runId: this.runId, caseKey: key, finalDiagnosis });
      return this.#app.client.call('reviews.sign', { runId: this.runId, caseKey: key });
    });
    if (!isSigned) return;
    this.#lastSigned = { caseKey: key, diagnosis: finalDiagnosis };
    if (this.goesOn && this.#caseKey === key) this.goOn();
  }

  /** Undo of signing; the first reading stays locked. */
  async unsign(key: string | null = this.#signedKey()): Promise<void> {
    if (key === null) return;
    if (key !== this.#caseKey) this.#show(key);
    if (key === this.#lastSigned?.caseKey) this.#lastSigned = null;
    await this.#act('unsign', () => this.#app.client.call('reviews.unsign', { runId: this.runId, caseKey: key }));
  }

  async defer(): Promise<void> {
    const key = this.#caseKey;
    if (!this.canDefer || key === null) return;
    const isDeferred = await this.#act('defer', async () => {
      await this.texts.flush();
      return this.#app.client.call('reviews.defer', { runId: this.runId, caseKey: key });
    });
    if (isDeferred && this.#caseKey === key) this.goOn();
  }

  /** All readings of the run as CSV. */
  export(): Promise<{ fileName: string; csv: string; caseCount: number }> {
    return this.#app.client.call('reviews.export', { runId: this.runId });
  }

  /** The case that is open, if it is signed; else the one that was signed last. */
  #signedKey(): string | null {
    return this.case?.status === 'signed' ? this.case.caseKey : (this.#lastSigned?.caseKey ?? null);
  }

  #startOver(): void {
    this.#show(null);
    this.queue.cancel();
    void this.load();
  }

  #show(caseKey: string | null): void {
    void this.texts.flush();
    this.#caseKey = caseKey;
    this.#photographIndex = 0;
    this.#own = nothingChosen;
    this.#failure = null;
    this.texts.open(caseKey, null);
    if (caseKey === null) this.#case.cancel();
    else void this.#load(caseKey);
  }

  async #load(caseKey: string): Promise<void> {
    await this.#case.load();
    if (this.#caseKey === caseKey && this.case !== undefined) this.texts.open(caseKey, this.case.reading);
  }

  /** Takes over what the host answered, in the case and in the queue. */
  #adopt(answer: ReviewCase): void {
    if (answer.caseKey === this.#caseKey) this.#case.set(answer);
    this.queue.set(this.cases.map((entry) => (entry.caseKey === answer.caseKey ? { ...entry, status: answer.status } : entry)));
  }

  async #act(what: 'lock' | 'decide' | 'sign' | 'unsign' | 'defer', action: (caseKey: string) => Promise<ReviewCase>): Promise<boolean> {
    const key = this.#caseKey;
    if (key === null || this.#busy !== null) return false;
    this.#busy = what;
    this.#failure = null;
    try {
      const answer = await action(key);
      this.#adopt(answer);
      if (what === 'lock' || what === 'unsign') this.texts.open(key, answer.reading);
      return true;
    } catch (thrown) {
      if (this.#caseKey === key) this.#failure = toAppError(thrown);
      else this.#app.toasts.failure(thrown);
      return false;
    } finally {
      this.#busy = null;
    }
  }
}
