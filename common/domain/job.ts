import { z } from 'zod';
import { errorCodes } from '../errors/app-error.ts';

export const JobStatus = z.enum([
  'queued',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
]);
export type JobStatus = z.infer<typeof JobStatus>;

export const JobKind = z.enum(['inspect', 'import', 'train', 'evaluate', 'measure', 'reproduce', 'search', 'prune']);
export type JobKind = z.infer<typeof JobKind>;

export const ErrorShape = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  detail: z.record(z.string(), z.unknown()).optional(),
});

/** Told at most four times a second. `total` null: not known yet. */
export const JobProgress = z.object({
  done: z.number(),
  total: z.number().nullable(),
  /** What is counted: `photographs`, `batches`, ... */
  unit: z.string(),
  /** What happens now, for people: `Decoding photographs`. */
  stage: z.string(),
  perSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** One piece of long work. Lives in the database and survives a restart. */
export const Job = z.object({
  id: z.int(),
  kind: JobKind,
  status: JobStatus,
  title: z.string(),
  /** Place among the jobs that wait, from 1; null for a job that does not wait. Jobs on different devices do not wait for each other. */
  queuePlace: z.int().nullable(),
  datasetId: z.int().nullable(),
  runId: z.int().nullable(),
  progress: JobProgress.nullable(),
  error: ErrorShape.nullable(),
  /** Present once succeeded: an id or small summary that the job's kind defines. */
  result: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;

/** Work that goes on, or will by itself. A paused job does not: it waits for a person. */
export const activeJobStatuses: readonly JobStatus[] = ['queued', 'running', 'pausing', 'cancelling'];

/** Failures that would come again at the same place, however often the work is resumed. */
const lastingFailures: readonly string[] = ['loss-not-finite', 'invalid-input', 'split-leaks', 'no-dataset', 'metadata-unreadable'];

/** Kinds whose work is kept piece by piece, and goes on where it was stopped. */
const lastingKinds: readonly JobKind[] = ['train', 'import', 'reproduce', 'search'];

/** Whether `jobs.resume` continues it: it was paused or interrupted, or an obstacle stopped it that can be removed, such as a full disk. */
export function canResume(job: Pick<Job, 'status' | 'error' | 'kind'>): boolean {
  if (job.status === 'paused' || job.status === 'interrupted') return true;
  return lastingKinds.includes(job.kind) && job.status === 'failed' && !lastingFailures.includes(job.error?.code ?? '');
}

/** Whether `jobs.pause` stops it and keeps what it has done. What runs only for moments is waited for or cancelled instead. */
export function canPause(job: Pick<Job, 'status' | 'kind'>): boolean {
  return job.status === 'queued' || (job.status === 'running' && lastingKinds.includes(job.kind));
}
