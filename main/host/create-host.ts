import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Transport } from '../../common/contract/frames.ts';
import type { Handlers } from '../../common/contract/define.ts';
import { Responder } from '../../common/contract/responder.ts';
import { Database } from '../database/database.ts';
import { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import { JobRepository } from '../database/repositories/job-repository.ts';
import { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import { PhotographSearch } from '../database/repositories/photograph-search.ts';
import { RunRepository } from '../database/repositories/run-repository.ts';
import { SettingsRepository } from '../database/repositories/settings-repository.ts';
import { lockWorkspace } from '../database/workspace-lock.ts';
import type { EngineLauncher } from '../engine-host/engine-process.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { DatasetService } from '../services/dataset-service.ts';
import { EngineFiles } from '../services/engine-files.ts';
import { FolderService } from '../services/folder-service.ts';
import { ImageService } from '../services/image-service.ts';
import { ImportService } from '../services/import-service.ts';
import { PhotographService } from '../services/photograph-service.ts';
import { StatusService } from '../services/status-service.ts';
import type { Tell } from '../services/tell.ts';
import { programVersion } from './program-files.ts';
import { clearTemporary, openWorkspace } from './workspace.ts';

export interface HostOptions {
  readonly workspace: string;
  readonly folderChoice: 'dialog' | 'path';
  readonly chooseFolder?: (title: string) => Promise<string | null>;
  readonly launchEngine?: EngineLauncher;
  readonly log?: (line: string) => void;
}

export interface Host {
  connect(transport: Transport): void;
  locateImage(photographId: number, variant: 'thumbnail' | 'full'): Promise<{ path: string; contentType: string }>;
  close(): Promise<void>;
}

/** Opens a workspace and serves it. @throws AppError `conflict` (in use), `database-newer`, `permission-denied`, `disk-full` */
export async function createHost(options: HostOptions): Promise<Host> {
  const log = options.log ?? (() => undefined);
  const workspace = openWorkspace(options.workspace);
  const lock = lockWorkspace(workspace.lockFile, workspace.folder);
  await clearTemporary(workspace);
  const database = new Database(workspace.databaseFile, { log });
  const jobRows = new JobRepository(database);
  const runs = new RunRepository(database);
  jobRows.interruptActive();
  runs.interruptActive();
  const tell: Tell = (name, payload) => responder.broadcast(name, payload);
  const jobs = new JobQueue(jobRows, { onChanged: (job) => tell('jobs.changed', { job }), log });
  const datasetRows = new DatasetRepository(database);
  const photographRows = new PhotographRepository(database);
  const settings = new SettingsRepository(database);
  const folders = new FolderService({ choice: options.folderChoice, chooseFolder: options.chooseFolder });
  const engineFiles = new EngineFiles();
  const datasets = new DatasetService({ datasets: datasetRows, runs, jobs, workspace, tell });
  const imports = new ImportService({ datasets: datasetRows, photographs: photographRows, jobRows, jobs, folders, workspace, tell });
  const photographs = new PhotographService(photographRows, new PhotographSearch(database));
  const images = new ImageService(photographRows, workspace);
  const status = new StatusService({ workspace, version: programVersion(), folderChoice: options.folderChoice, engineFiles });
  const handlers: Partial<Handlers<HostProtocol>> = {
    'system.status': () => status.read(),
    'settings.get': () => settings.read(),
    'settings.change': (changes) => {
      const changed = settings.change(changes);
      tell('settings.changed', { settings: changed });
      return changed;
    },
    'folders.choose': async ({ title }) => ({ folder: await folders.choose(title) }),
    'folders.open': ({ path }) => folders.open(path),
    'jobs.list': ({ isActive }) => ({ jobs: jobs.list(isActive) }),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => jobs.cancel(jobId),
    'imports.inspect': ({ folderId }) => ({ jobId: imports.inspect(folderId) }),
    'imports.report': ({ jobId }) => imports.report(jobId),
    'imports.start': ({ folderId, name }, { signal }) => imports.start(folderId, name, signal),
    'imports.resume': ({ datasetId }) => ({ jobId: imports.resume(datasetId) }),
    'datasets.list': () => ({ datasets: datasets.list() }),
    'datasets.get': ({ datasetId }) => datasets.get(datasetId),
    'datasets.rename': ({ datasetId, name }) => datasets.rename(datasetId, name),
    'datasets.remove': async ({ datasetId }) => {
      await datasets.remove(datasetId);
      return {};
    },
    'datasets.rejections': ({ datasetId }) => ({ issues: datasets.rejections(datasetId) }),
    'photographs.find': (filter) => ({ ids: photographs.find(filter) }),
    'photographs.get': ({ ids }) => ({ photographs: photographs.get(ids) }),
    'photographs.facets': (filter) => photographs.facets(filter),
  };
  const responder: Responder<HostProtocol> = new Responder(hostProtocol, handlers as Handlers<HostProtocol>);
  return {
    connect: (transport) => responder.serve(transport),
    locateImage: (photographId, variant) => images.locate(photographId, variant),
    close: async () => {
      await jobs.close();
      database.close();
      lock.release();
    },
  };
}
