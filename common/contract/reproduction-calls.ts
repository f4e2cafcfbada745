import { z } from 'zod';
import { ReproductionRequest, ReproductionRow } from '../domain/reproduction.ts';
import { defineCall } from './define.ts';

export const reproductionCalls = [
  /** All recipes of published projects, in the order of the gallery. */
  defineCall('reproductions.list', { input: z.object({}), output: z.object({ rows: z.array(ReproductionRow) }) }),
  /**
   * A job of the kind `reproduce`: it makes the splits, queues the trainings and evaluations one after the other and waits for them. What was trained before with
   * the same options is taken as it is, what was interrupted goes on. A reproduction that is asked for again is the same job.
   */
  defineCall('reproductions.start', { input: ReproductionRequest, output: z.object({ jobId: z.int() }) }),
] as const;
