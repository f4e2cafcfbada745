/** Tells what the set-up does on stderr: in place on a terminal, otherwise a line a step. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  #step = '';
  #shown = '';

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  step(text: string): void {
    this.done();
    this.#step = text;
    if (this.#stream.isTTY) this.#show(text);
    else this.#stream.write(`${text}\n`);
  }

  part(done: number, total: number, unit: string): void {
    if (this.#stream.isTTY) this.#show(`${this.#step} ${Math.min(done, total).toFixed(0)} of ${total.toFixed(0)} ${unit}`);
  }

  done(): void {
    if (this.#shown) this.#stream.write('\n');
    this.#shown = '';
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#stream.write(`\r${text.padEnd(this.#shown.length)}`);
    this.#shown = text;
  }
}
