import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Run } from '../../common/domain/run.ts';
import type { TrainingConfig } from '../../common/domain/training-config.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { formatCount, formatDuration, formatShare } from './text/numbers.ts';
import { watchJob } from './watch-job.ts';
import type { WatchOptions } from './watch-job.ts';

/** Starts a training and waits for its end; every epoch is a line on stderr. */
export async function trainRun(caller: Caller<HostProtocol>, config: TrainingConfig, watch: WatchOptions): Promise<Run> {
  const { runId, jobId } = await caller.call('runs.start', config);
  const stopListening = caller.on('runs.epochEnded', ({ runId: epochRunId, epoch: { record } }) => {
    if (epochRunId !== runId) return;
    const figures = [
      `loss ${record.trainLoss.toFixed(3)}`,
      `validation loss ${record.validationLoss.toFixed(3)}`,
      `balanced accuracy ${formatShare(record.validationBalancedAccuracy)}`,
      `${formatCount(record.imagesPerSecond)} photographs/s`,
      formatDuration(record.durationMs),
    ];
    watch.progress.note(`Epoch ${record.epoch}/${config.options.epochs}: ${figures.join(', ')}`);
  });
  try {
    await watchJob(caller, jobId, watch);
  } catch (thrown) {
    const error = toAppError(thrown);
    throw new AppError(error.code, `Run ${runId}: ${error.message}`, { ...error.detail, run: runId }, { cause: error });
  } finally {
    stopListening();
  }
  return caller.call('runs.get', { runId });
}
