import { z } from 'zod';
import { CaseSummary, Confidence, ReviewCase } from '../domain/review.ts';
import { defineCall } from './define.ts';

const CaseOfRun = z.object({ runId: z.int().positive(), caseKey: z.string().min(1) });

export const reviewCalls = [
  /** Cases of a part for which the run has predictions. `least-certain` first needs no sight of the prediction: only the order is told. */
  defineCall('reviews.queue', {
    input: z.object({
      runId: z.int().positive(),
      part: z.enum(['validation', 'test']).default('validation'),
      order: z.enum(['least-certain', 'imported']).default('least-certain'),
    }),
    output: z.object({ cases: z.array(CaseSummary) }),
  }),
  defineCall('reviews.get', { input: CaseOfRun, output: ReviewCase }),
  /** Locks the reader's own diagnosis; only then is the model's shown. A second lock is refused with `conflict`. */
  defineCall('reviews.lock', { input: CaseOfRun.extend({ diagnosis: z.string().min(1), confidence: Confidence }), output: ReviewCase }),
  /** Note, final diagnosis and reason, before signing. */
  defineCall('reviews.decide', {
    input: CaseOfRun.extend({
      finalDiagnosis: z.string().min(1).optional(),
      reason: z.string().max(2000).optional(),
      note: z.string().max(10000).optional(),
    }),
    output: ReviewCase,
  }),
  defineCall('reviews.sign', { input: CaseOfRun, output: ReviewCase }),
  /** Undo of signing. The locked first reading stays. */
  defineCall('reviews.unsign', { input: CaseOfRun, output: ReviewCase }),
  defineCall('reviews.defer', { input: CaseOfRun, output: ReviewCase }),
  /** All readings of a run as CSV text, ready to be saved. */
  defineCall('reviews.export', {
    input: z.object({ runId: z.int().positive() }),
    output: z.object({ fileName: z.string(), csv: z.string(), caseCount: z.int() }),
  }),
] as const;
