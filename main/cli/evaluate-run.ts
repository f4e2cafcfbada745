import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Evaluation } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { watchJob } from './watch-job.ts';
import type { WatchOptions } from './watch-job.ts';

export type EvaluationTarget = ({ readonly part: 'validation' | 'test' } | { readonly datasetId: number }) & { readonly views?: number };

/** Evaluates a run and waits for the figures. */
export async function evaluateRun(
  caller: Caller<HostProtocol>,
  runId: number,
  target: EvaluationTarget,
  watch: WatchOptions,
): Promise<Evaluation> {
  const before = new Set((await caller.call('evaluations.list', { runId })).evaluations.map((evaluation) => evaluation.id));
  const { jobId } = await caller.call('evaluations.start', { runId, ...target });
  await watchJob(caller, jobId, watch);
  const { evaluations } = await caller.call('evaluations.list', { runId });
  const made = evaluations.filter((evaluation) => !before.has(evaluation.id)).sort((a, b) => b.id - a.id)[0];
  if (made === undefined) throw new AppError('internal', 'The evaluation ended without figures. Evaluate the run again.', { jobId });
  return made;
}
