import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Search, SearchTrial, TrialStatus } from '../../common/domain/search.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { describeTrial } from './text/search.ts';
import { watchJob } from './watch-job.ts';
import type { WatchOptions } from './watch-job.ts';

const told: readonly TrialStatus[] = ['done', 'pruned', 'failed', 'waiting'];

/** Waits for the end of a search; every trial that ends is a line on stderr. */
export async function watchSearch(
  caller: Caller<HostProtocol>,
  { searchId, jobId }: { readonly searchId: number; readonly jobId: number },
  watch: WatchOptions,
): Promise<{ search: Search; trials: SearchTrial[] }> {
  const stop = caller.on('searches.changed', ({ search, trial }) => {
    if (search.id === searchId && trial !== null && told.includes(trial.status)) watch.progress.note(describeTrial(trial, search));
  });
  try {
    await watchJob(caller, jobId, { ...watch, whenAborted: 'pause' });
  } catch (thrown) {
    throw await explainStop(caller, searchId, toAppError(thrown));
  } finally {
    stop();
  }
  return caller.call('searches.get', { searchId });
}

/** With the command that goes on, where there is one. */
async function explainStop(caller: Caller<HostProtocol>, searchId: number, error: AppError): Promise<AppError> {
  const { search } = await caller.call('searches.get', { searchId });
  const canGoOn =
    search.status === 'paused' || search.status === 'interrupted' || (search.status === 'failed' && error.code !== 'invalid-input');
  const resume = canGoOn ? `nevus search resume ${searchId}` : null;
  const state =
    search.status === 'paused' ? `is paused: ${search.trialsEnded} of ${search.trials} trials ended.` : `stopped. ${error.message}`;
  const message = `Search ${searchId} ${state}${resume === null ? '' : ` Go on with: ${resume}`}`;
  return new AppError(error.code, message, { ...error.detail, search: searchId, ...(resume === null ? {} : { resume }) }, { cause: error });
}
