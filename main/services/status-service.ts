import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { SystemStatus } from '../../common/domain/system.ts';
import type { Workspace } from '../host/workspace.ts';
import type { EngineFiles } from './engine-files.ts';

export interface StatusServiceParts {
  readonly workspace: Workspace;
  readonly version: string;
  readonly folderChoice: SystemStatus['folderChoice'];
  readonly engineFiles: EngineFiles;
}

/** The one line about this machine that every screen shows. Fast: no engine is started for it. */
export class StatusService {
  readonly #parts: StatusServiceParts;

  constructor(parts: StatusServiceParts) {
    this.#parts = parts;
  }

  async read(): Promise<SystemStatus> {
    const { workspace, version, folderChoice, engineFiles } = this.#parts;
    const { bavail, bsize } = await statfs(workspace.folder);
    return { version, engine: engineFiles.likelyEngine(), diskFreeBytes: bavail * bsize, memoryBytes: totalmem(), folderChoice };
  }
}
