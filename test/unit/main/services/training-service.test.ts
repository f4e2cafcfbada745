import { expect, test } from 'vitest';
import type { Job } from '../../../../common/domain/job.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { TrainingService } from '../../../../main/services/training-service.ts';
import type { TrainingServiceParts } from '../../../../main/services/training-service.ts';

const interrupted = [5, 4, 3].map((id) => ({ id, kind: 'train', title: `Train ${id}`, status: 'interrupted', error: null }) as Job);

test('an interrupted training whose engine is gone stays so; the others go on, the earliest last, because each is put before all others', () => {
  const resumed: number[] = [];
  const parts = {
    jobRows: { list: () => interrupted },
    jobs: {
      handle: () => undefined,
      resume: (id: number) => {
        if (id === 4) throw new AppError('engine-unavailable', 'The WebGPU engine is not installed.');
        resumed.push(id);
      },
    },
  };
  const lines: string[] = [];
  new TrainingService(parts as unknown as TrainingServiceParts).resumeInterrupted((line) => lines.push(line));
  expect(resumed).toEqual([5, 3]);
  expect(lines).toEqual(['Train 4 stays interrupted. The WebGPU engine is not installed.']);
});
