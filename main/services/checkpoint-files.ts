import { rm } from 'node:fs/promises';
import { toAppError } from '../../common/errors/app-error.ts';
import type { Workspace } from '../host/workspace.ts';
import { checkpointFolder, teacherFolder } from './run-files.ts';
import type { RunReporter } from './run-reporter.ts';

/** What a run keeps to go on from, and nothing else needs. */
export class CheckpointFiles {
  readonly #workspace: Workspace;
  readonly #reporter: RunReporter;

  constructor(workspace: Workspace, reporter: RunReporter) {
    this.#workspace = workspace;
    this.#reporter = reporter;
  }

  /** A run that was given up is not resumed, and they are large. With them goes what its teacher said. Where they cannot be removed, its log says so. */
  async forget(runId: number): Promise<void> {
    try {
      await rm(checkpointFolder(this.#workspace, runId), { recursive: true, force: true });
      await rm(teacherFolder(this.#workspace, runId), { recursive: true, force: true });
    } catch (thrown) {
      this.#reporter.log(runId, `Its checkpoints could not be removed: ${toAppError(thrown).message}`);
    }
  }
}
