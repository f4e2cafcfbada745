import type { EpochDetail } from '../../common/contract/run-calls.ts';
import type { Client } from '../api/client.ts';

export type EpochsByRun = ReadonlyMap<number, readonly EpochDetail[]>;

/** The epochs of several runs. */
export async function loadEpochs(client: Pick<Client, 'call'>, runIds: readonly number[], signal: AbortSignal): Promise<EpochsByRun> {
  const answers = await Promise.all(runIds.map((runId) => client.call('runs.epochs', { runId }, { signal })));
  return new Map(runIds.map((id, index) => [id, answers[index]?.epochs ?? []]));
}

/** Those of the runs with which the test part was opened. */
export async function loadTested(client: Pick<Client, 'call'>, runIds: readonly number[], signal: AbortSignal): Promise<readonly number[]> {
  const answers = await Promise.all(runIds.map((runId) => client.call('evaluations.list', { runId }, { signal })));
  return runIds.filter((_, index) => answers[index]?.evaluations.some(({ part }) => part === 'test') === true);
}
