import type { AppError, ErrorBody } from '../../common/errors/app-error.ts';
import type { Job, JobStatus } from '../../common/domain/job.ts';
import type { ProgressUpdate } from './progress-meter.ts';

export interface JobContext {
  readonly jobId: number;
  /** The device that it has, one of its handler's lanes. */
  readonly lane: string;
  /** Aborted when the user cancels the job, and when what it was asked to pause or close takes too long. */
  readonly signal: AbortSignal;
  /** Aborted when the job is to stop and keep what it has done: it does so and throws `cancelled`. */
  readonly pause: AbortSignal;
  /** May be called as often as one likes. */
  readonly progress: (update: ProgressUpdate) => void;
}

type EndedStatus = Extract<JobStatus, 'succeeded' | 'failed' | 'cancelled' | 'paused' | 'interrupted'>;

export interface JobEnding {
  readonly status: EndedStatus;
  readonly error: ErrorBody | null;
}

/** How jobs of one kind are done. A job is a row of the database: whoever does it finds all that it needs there, also after a restart. */
export interface JobHandler {
  /** The devices that can do it: it begins when one of them is free, and has it until its end. */
  readonly lanes: (job: Job) => readonly string[];
  /** Returns the job's result: an id or a small summary. */
  readonly work: (job: Job, context: JobContext) => Promise<Job['result']>;
  /** Before the end is told to anybody; also for a job that never began. In the same transaction as the end itself. */
  readonly onEnd?: (job: Job, ending: JobEnding) => void;
  /** It is about to wait again, to go on where it was. Throws where that makes no sense (any more). */
  readonly onResume?: (job: Job) => void;
  /** Whether this failure came from outside, so that the same work may well go on: then the job is not failed but interrupted. */
  readonly isInterruption?: (error: AppError) => boolean;
}
