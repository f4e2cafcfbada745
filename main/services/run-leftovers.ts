import { readdir, rm } from 'node:fs/promises';
import type { Run } from '../../common/domain/run.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { Workspace } from '../host/workspace.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { runFolder } from './run-files.ts';

export interface RunLeftoversParts {
  readonly runs: RunRepository;
  readonly checkpoints: CheckpointFiles;
  readonly workspace: Workspace;
  readonly log: (line: string) => void;
}

/** Files of runs that a host which was killed did not come to remove: rows always go first. */
export class RunLeftovers {
  readonly #parts: RunLeftoversParts;

  constructor(parts: RunLeftoversParts) {
    this.#parts = parts;
  }

  /** To be called before anything trains. What cannot be removed is told to the log and stays. */
  async clear(): Promise<void> {
    const { log, workspace } = this.#parts;
    const names = await readdir(workspace.runs);
    for (const name of names.filter((each) => /^[1-9]\d*$/.test(each))) {
      try {
        await this.#clearRun(Number(name));
      } catch (thrown) {
        log(`What is left of the run ${name} in the data folder could not be removed: ${toAppError(thrown).message}`);
      }
    }
  }

  async #clearRun(runId: number): Promise<void> {
    const { checkpoints, runs, workspace } = this.#parts;
    const run = runs.find(runId);
    if (run !== null && isGivenUp(run)) await checkpoints.forget(runId);
    if (run === null && runs.hasKnown(runId)) await rm(runFolder(workspace, runId), { recursive: true, force: true });
  }
}

/** Nothing goes on from its checkpoints. A trial that failed has failed for good; another run may be resumed. */
function isGivenUp({ status, trial }: Run): boolean {
  return status === 'succeeded' || status === 'cancelled' || (status === 'failed' && trial !== null);
}
