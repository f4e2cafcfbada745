import { z } from 'zod';
import { ComparedPart, fewestCompared, mostCompared, RunComparison } from '../domain/comparison.ts';
import { defineCall } from './define.ts';

export const comparisonCalls = [
  /**
   * Compares stored predictions; evaluates nothing and opens no test part. Refused with `invalid-input` where the runs are of several datasets, `not-allowed` where one has no evaluation of that part
   * (`detail.runIds` names them), `conflict` where no photograph lies in this part of all their splits.
   */
  defineCall('runs.compare', {
    input: z
      .object({
        runIds: z.array(z.int().positive()).min(fewestCompared).max(mostCompared),
        /** The others are measured against it; by default the first. */
        referenceRunId: z.int().positive().optional(),
        part: ComparedPart.default('validation'),
      })
      .refine(({ runIds }) => new Set(runIds).size === runIds.length, { message: 'name each run once' })
      .refine(({ runIds, referenceRunId }) => referenceRunId === undefined || runIds.includes(referenceRunId), {
        message: 'the reference must be one of the runs',
      }),
    output: RunComparison,
  }),
] as const;
