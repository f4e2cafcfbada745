import type { Transport } from '../../common/contract/frames.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { Responder } from '../../common/contract/responder.ts';
import { Database } from '../database/database.ts';
import { lockWorkspace } from '../database/workspace-lock.ts';
import type { WorkspaceLock } from '../database/workspace-lock.ts';
import type { EngineLauncher } from '../engine-host/engine-process.ts';
import { forkEngine } from '../engine-host/fork-engine.ts';
import { explainDiskFull } from '../services/disk-full.ts';
import type { ChooseFolder } from '../services/folder-service.ts';
import type { Tell } from '../services/tell.ts';
import { createHandlers } from './handlers.ts';
import { createServices } from './services.ts';
import { describeThrown } from '../jobs/describe-thrown.ts';
import { clearTemporary, openWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export interface HostOptions {
  /** The data folder; made where it is missing. */
  readonly workspace: string;
  readonly folderChoice: 'dialog' | 'path';
  /** Opens the native dialog; needed where `folderChoice` is `dialog`. */
  readonly chooseFolder?: ChooseFolder;
  /** How engine processes are started; `child_process.fork` where left out. */
  readonly launchEngine?: EngineLauncher;
  readonly log?: (line: string) => void;
  /** False: jobs that wait since an earlier time go on waiting, as for a command that only looks. True where left out. */
  readonly goesOnWithQueue?: boolean;
}

export interface Host {
  /** Answers the host protocol on a transport, beside any number of others. */
  connect(transport: Transport): void;
  /** The file behind an image, inside the workspace or its dataset's folder. */
  locateImage(photographId: number, variant: 'thumbnail' | 'full'): Promise<{ path: string; contentType: string }>;
  /** Stops jobs (they become `interrupted`; what waits goes on waiting), ends engines, frees the workspace. */
  close(): Promise<void>;
}

/** What an engine has to write its checkpoint when Nevus is closed. */
const closeGraceMs = 5000;

/** Opens a workspace and serves it. @throws AppError `conflict` (in use), `database-newer`, `permission-denied`, `disk-full` */
export async function createHost(options: HostOptions): Promise<Host> {
  const log = options.log ?? (() => undefined);
  const workspace = openWorkspace(options.workspace);
  let lock: WorkspaceLock | undefined;
  let database: Database | undefined;
  try {
    lock = lockWorkspace(workspace.lockFile, workspace.folder);
    await clearTemporary(workspace);
    database = new Database(workspace.databaseFile, { log });
    return await serve(options, { workspace, database, lock, log });
  } catch (error) {
    database?.close();
    lock?.release();
    throw explainDiskFull(
      error,
      'Nothing was changed. Free some space and start Nevus again, or choose another data folder with --workspace.',
    );
  }
}

interface OpenWorkspace {
  readonly workspace: Workspace;
  readonly database: Database;
  readonly lock: WorkspaceLock;
  readonly log: (line: string) => void;
}

async function serve(options: HostOptions, { workspace, database, lock, log }: OpenWorkspace): Promise<Host> {
  const tell: Tell = (name, payload) => responder.broadcast(name, payload);
  const services = createServices({
    workspace,
    database,
    tell,
    log,
    launchEngine: options.launchEngine ?? forkEngine,
    folderChoice: options.folderChoice,
    chooseFolder: options.chooseFolder,
  });
  const responder: Responder<HostProtocol> = new Responder(hostProtocol, createHandlers(services), (call, thrown) =>
    log(`${call} failed unexpectedly: ${describeThrown(thrown)}`),
  );
  await services.runLeftovers.clear();
  if (options.goesOnWithQueue !== false) {
    if (services.settings.read().resumesInterrupted) services.training.resumeInterrupted(log);
    services.jobs.release();
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Engines end last: a training still writes down how far it is. One that takes too long is ended all the same.
    const late = setTimeout(() => void services.engineHost.close(), closeGraceMs);
    await services.jobs.close();
    clearTimeout(late);
    await services.engineHost.close();
    database.close();
    lock.release();
  };
  return {
    connect: (transport) => responder.serve(transport),
    locateImage: (photographId, variant) => services.images.locate(photographId, variant),
    close: () => (closing ??= close()),
  };
}
