import { z } from 'zod';
import { Job } from '../domain/job.ts';
import { PruneRequest, StorageReport } from '../domain/storage.ts';
import { DoctorLine, Settings, SettingsChange, SystemStatus } from '../domain/system.ts';
import { CheckedWeights, ImportedWeights, MissingWeights, PublishedCatalogue } from '../domain/weights.ts';
import { defineCall, defineEvent } from './define.ts';

const JobId = z.object({ jobId: z.int().positive() });

/** A folder that the user named. Windows know it by this handle and label only, never by its path. */
export const FolderHandle = z.object({ folderId: z.string(), label: z.string() });
export type FolderHandle = z.infer<typeof FolderHandle>;

export const systemCalls = [
  defineCall('system.status', { input: z.object({}), output: SystemStatus }),
  defineCall('system.doctor', { input: z.object({}), output: z.object({ lines: z.array(DoctorLine) }) }),
  /** How much everything in the data folder takes. Looks at every file: seconds with many. */
  defineCall('storage.measure', { input: z.object({}), output: StorageReport }),
  /** Removes decoded pixels and features; they are made again when they are needed. Refused (`conflict`) while a job reads them. */
  defineCall('storage.prune', { input: PruneRequest, output: JobId }),
  defineCall('settings.get', { input: z.object({}), output: Settings }),
  defineCall('settings.change', { input: SettingsChange, output: Settings }),
  /** Native dialog, for a folder or for a single file; null where the user closed it. Refused (`not-allowed`) where `folderChoice` is `path`. */
  defineCall('folders.choose', {
    input: z.object({ title: z.string().max(120), kind: z.enum(['folder', 'file']).default('folder') }),
    output: z.object({ folder: FolderHandle.nullable() }),
  }),
  /** By path on the served machine. `mayBeFile`: a single file is taken as well. Refused (`not-allowed`) where `folderChoice` is `dialog`. */
  defineCall('folders.open', {
    input: z.object({ path: z.string().min(1).max(4096), mayBeFile: z.boolean().default(false) }),
    output: FolderHandle,
  }),
  defineCall('jobs.list', { input: z.object({ isActive: z.boolean().optional() }), output: z.object({ jobs: z.array(Job) }) }),
  defineCall('jobs.get', { input: JobId, output: Job }),
  /** Asks a job to stop at its next safe point. */
  defineCall('jobs.cancel', { input: JobId, output: Job }),
  /** Stops a job and keeps what it has done; its device is free as soon as it is `paused`. Refused (`not-allowed`) where `canPause` says no. */
  defineCall('jobs.pause', { input: JobId, output: Job }),
  /** Queues a job again, before those that wait; it goes on where it was. Refused (`not-allowed`) where `canResume` says no. */
  defineCall('jobs.resume', { input: JobId, output: Job }),
  /** Changes the order of what waits. Refused (`conflict`) for a job that does not wait. */
  defineCall('jobs.move', { input: JobId.extend({ to: z.enum(['first', 'earlier', 'later', 'last']) }), output: Job }),
  defineCall('weights.list', { input: z.object({}), output: z.object({ weights: z.array(ImportedWeights) }) }),
  /** What recipes start from and is not here, with the files to bring. */
  defineCall('weights.missing', { input: z.object({}), output: z.object({ missing: z.array(MissingWeights) }) }),
  defineCall('weights.published', { input: z.object({}), output: PublishedCatalogue }),
  /** A file or folder that was named by `folders.choose` or `folders.open`. */
  defineCall('weights.import', { input: z.object({ folderId: z.string() }), output: ImportedWeights }),
  defineCall('weights.check', { input: z.object({ folderId: z.string() }), output: CheckedWeights }),
  defineCall('weights.remove', { input: z.object({ weightsId: z.int().positive() }), output: z.object({}) }),
  /** Downloads a published file and imports it, told by `weights.fetchProgressed`. Only to be called after the user saw size, source and licence. */
  defineCall('weights.fetch', { input: z.object({ file: z.string().max(200) }), output: ImportedWeights }),
] as const;

export const systemEvents = [
  /** Any change of a job, its progress included, at most four times a second per job. */
  defineEvent('jobs.changed', z.object({ job: Job })),
  defineEvent('settings.changed', z.object({ settings: Settings })),
  defineEvent('weights.changed', z.object({})),
  /** Bytes, at most four times a second; `total` null where the server does not say. */
  defineEvent('weights.fetchProgressed', z.object({ file: z.string(), done: z.number(), total: z.number().nullable() })),
] as const;
