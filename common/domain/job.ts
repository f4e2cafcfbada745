import { z } from 'zod';
import { errorCodes } from '../errors/app-error.ts';

export const JobStatus = z.enum(['queued', 'running', 'pausing', 'cancelling', 'succeeded', 'failed', 'cancelled', 'interrupted']);
export type JobStatus = z.infer<typeof JobStatus>;

export const JobKind = z.enum(['inspect', 'import', 'train', 'evaluate']);
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

export const activeJobStatuses: readonly JobStatus[] = ['queued', 'running', 'pausing', 'cancelling'];
