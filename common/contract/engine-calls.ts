import { z } from 'zod';
import { defineCall } from './define.ts';

export const engineCalls = [
  /**
   * Measures every engine that is installed, one after the other, on two small networks. The job's result is `EngineSpeeds`. While one measurement is under
   * way, a second call answers its job.
   */
  defineCall('engines.measure', { input: z.object({}), output: z.object({ jobId: z.int() }) }),
] as const;
