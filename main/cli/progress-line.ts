/** The part of a terminal stream that progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line is only written for a new stage, and then this often. */
const sparseIntervalMs = 15_000;

/** Progress on stderr: one line that is written over on a terminal, sparse lines elsewhere, so that logs stay readable. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #isShown = false;
  #stage = '';
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  /** @param stage what changes seldom; a change of it is always written */
  show(stage: string, text: string): void {
    if (this.#stream.isTTY === true) {
      const width = (this.#stream.columns ?? 80) - 1;
      this.#stream.write(`\r\u001b[2K${text.slice(0, width)}`);
      this.#isShown = true;
      return;
    }
    const now = this.#now();
    if (stage === this.#stage && now - this.#writtenAtMs < sparseIntervalMs) return;
    this.#stage = stage;
    this.#writtenAtMs = now;
    this.#stream.write(`${text}\n`);
  }

  /** A line that stays. */
  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#isShown) this.#stream.write('\r\u001b[2K');
    this.#isShown = false;
  }
}
