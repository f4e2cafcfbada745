import { expect, test } from 'vitest';
import type { Dataset, Split } from '../../../../../common/domain/dataset.ts';
import type { Job } from '../../../../../common/domain/job.ts';
import type { Recipe } from '../../../../../common/domain/recipe.ts';
import type { Run } from '../../../../../common/domain/run.ts';
import { TrainingOptions } from '../../../../../common/domain/training-config.ts';
import type { JobQueue } from '../../../../../main/jobs/job-queue.ts';
import { ReproductionWork } from '../../../../../main/services/reproduction/reproduction-work.ts';
import type { ReproductionWorkParts } from '../../../../../main/services/reproduction/reproduction-work.ts';

const options = TrainingOptions.parse({ model: { architecture: 'two-conv' } });
const data = { grouping: 'lesion', parts: 'random', validationShare: 0.15, testShare: 0.15, measuredOn: 'test' };
const plan = {
  recipe: { id: 'some', options, data } as unknown as Recipe,
  dataset: { id: 1, hasLesionIds: false } as Dataset,
  isQuick: false,
  seed: 1,
};
const run = { id: 3, recipeId: 'some', status: 'succeeded', options: { ...options, seed: 1 } } as Run;

function jobOf(id: number, changes: Partial<Job>): Job {
  return { id, kind: 'evaluate', title: 'Evaluate', runId: 3, progress: null, error: null, result: null, ...changes } as Job;
}

/** A run that was trained before, and these evaluations of it that were begun. The host's other parts say what they would. */
function workOver(begun: readonly Job[]): { readonly work: ReproductionWork; readonly asked: string[] } {
  const asked: string[] = [];
  const succeeded = (id: number): Job => jobOf(id, { status: 'succeeded', result: { evaluationId: id } });
  const jobs: Pick<JobQueue, 'get' | 'listen' | 'allow' | 'resume'> = {
    get: (id) => succeeded(id),
    listen: () => () => true,
    allow: (id) => void asked.push(`allow ${id}`),
    resume: (id) => {
      asked.push(`resume ${id}`);
      return jobOf(id, { status: 'queued' });
    },
  };
  const parts = {
    jobs,
    // An early version stored no views.
    jobRows: { ofKind: () => begun, input: (_id: number, shape: { parse: (input: unknown) => unknown }) => shape.parse({ part: 'test' }) },
    runs: { listOfSplit: () => [run] },
    splits: { list: () => [], create: () => ({ id: 2 }) as Split },
    evaluations: {
      list: () => [],
      get: (id: number) => ({ id }),
      start: () => {
        asked.push('start');
        return Promise.resolve(9);
      },
    },
    figures: { figure: () => null },
  };
  return { work: new ReproductionWork(parts as unknown as ReproductionWorkParts), asked };
}

test.each<[string, Job[], string[]]>([
  ['waits for an evaluation that was queued before', [jobOf(5, { status: 'queued' })], ['allow 5', 'allow 5']],
  ['goes on with one that was interrupted', [jobOf(5, { status: 'interrupted' })], ['resume 5', 'allow 5', 'resume 5', 'allow 5']],
  ['begins one where there is none of this run', [jobOf(5, { status: 'queued', runId: 4 })], ['start', 'allow 9', 'start', 'allow 9']],
])('%s, so that the test part is opened no more often than needed', async (_name, begun, expected) => {
  const { work, asked } = workOver(begun);
  const never = new AbortController().signal;
  await work.reproduce(plan, { jobId: 1, lane: 'reproducing', signal: never, pause: never, progress: () => undefined });
  expect(asked).toEqual(expected);
});
