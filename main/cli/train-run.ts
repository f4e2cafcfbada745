import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Run } from '../../common/domain/run.ts';
import type { TrainingConfig, TrainingOptions } from '../../common/domain/training-config.ts';
import { isFullSize, phaseOfEpoch } from '../../common/domain/training-phases.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { describeEpoch } from './text/epoch.ts';
import { formatQuantity } from './text/numbers.ts';
import { watchJob } from './watch-job.ts';
import type { WatchOptions } from './watch-job.ts';

/** Starts a training and waits for its end; every epoch is a line on stderr. */
export async function trainRun(caller: Caller<HostProtocol>, config: TrainingConfig, watch: WatchOptions): Promise<Run> {
  const { runId, jobId } = await caller.call('runs.start', config);
  return watchTraining(caller, { runId, jobId, options: config.options }, watch);
}

/** Goes on with a training that was paused or interrupted, or that waits in the queue, and waits for its end. */
export async function resumeRun(caller: Caller<HostProtocol>, run: Run, watch: WatchOptions): Promise<Run> {
  if (run.trial !== null) {
    throw new AppError('not-allowed', `${run.name} goes on with its search: nevus search resume ${run.trial.searchId}`);
  }
  if (run.jobId === null) throw new AppError('not-allowed', `${run.name} cannot be resumed: nothing is left to go on with. Train again.`);
  await caller.call('jobs.resume', { jobId: run.jobId });
  return watchTraining(caller, { runId: run.id, jobId: run.jobId, options: run.options }, watch);
}

interface WatchedTraining {
  readonly runId: number;
  readonly jobId: number;
  readonly options: TrainingOptions;
}

async function watchTraining(caller: Caller<HostProtocol>, { runId, jobId, options }: WatchedTraining, watch: WatchOptions): Promise<Run> {
  const stops = [
    caller.on('runs.epochEnded', ({ runId: epochRunId, epoch: { record } }) => {
      if (epochRunId !== runId) return;
      watch.progress.note(
        `Epoch ${record.epoch}/${options.epochs}${describePhase(options, record.epoch)}: ${describeEpoch(record, options)}`,
      );
    }),
    caller.on('runs.resumed', (resumed) => {
      if (resumed.runId === runId) watch.progress.note(`Goes on in epoch ${resumed.epoch}.`);
    }),
  ];
  try {
    await watchJob(caller, jobId, { ...watch, whenAborted: 'pause' });
  } catch (thrown) {
    throw await explainStop(caller, runId, toAppError(thrown));
  } finally {
    for (const stop of stops) stop();
  }
  return caller.call('runs.get', { runId });
}

function describePhase(options: TrainingOptions, epoch: number): string {
  const { stage, imageSize } = phaseOfEpoch(options, epoch);
  if (stage === 'head') return ', head alone';
  return isFullSize(options, epoch) ? '' : `, ${imageSize} px`;
}

/** With the command that goes on, where there is one. */
async function explainStop(caller: Caller<HostProtocol>, runId: number, error: AppError): Promise<AppError> {
  const run = await caller.call('runs.get', { runId });
  const canGoOn = run.status === 'paused' || run.status === 'interrupted';
  const resume = canGoOn ? `nevus train --resume ${runId}` : null;
  const state = run.status === 'paused' ? `is paused after ${formatQuantity(run.epochsDone, 'epoch')}.` : `: ${error.message}`;
  const message = `Run ${runId}${run.status === 'paused' ? ' ' : ''}${state}${resume === null ? '' : ` Go on with: ${resume}`}`;
  return new AppError(error.code, message, { ...error.detail, run: runId, ...(resume === null ? {} : { resume }) }, { cause: error });
}
