import type { Readable } from 'node:stream';

const keptLines = 40;
const longestLine = 400;

/** Keeps the last lines of a process's output. */
export class OutputTail {
  #lines: string[] = [];
  #rest = '';

  watch(stream: Readable | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
  }

  read(): string {
    return [...this.#lines, this.#rest].filter((line) => line.trim() !== '').join('\n');
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    this.#lines = [...this.#lines, ...lines.map((line) => line.slice(0, longestLine))].slice(-keptLines);
  }
}
