import type { RunLogRepository } from '../database/repositories/run-log-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { Tell } from './tell.ts';

/** Tells windows what became of a run, and keeps its log. */
export class RunReporter {
  readonly #runs: RunRepository;
  readonly #logs: RunLogRepository;
  readonly #tell: Tell;

  constructor(runs: RunRepository, logs: RunLogRepository, tell: Tell) {
    this.#runs = runs;
    this.#logs = logs;
    this.#tell = tell;
  }

  tellRun(runId: number): void {
    this.#tell('runs.changed', { run: this.#runs.get(runId) });
  }

  log(runId: number, message: string): void {
    this.#tell('runs.logged', { runId, line: this.#logs.add(runId, message) });
  }
}
