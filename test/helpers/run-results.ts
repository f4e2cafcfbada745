import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';

/** Everything that a run came to, but for what the clock says: two runs that took the same course have the same, to the last bit. */
export async function runResults(caller: Caller<HostProtocol>, workspace: string, runId: number): Promise<object> {
  const { epochs } = await caller.call('runs.epochs', { runId });
  const run = await caller.call('runs.get', { runId });
  const { evaluations } = await caller.call('evaluations.list', { runId });
  const weights = await readFile(join(workspace, 'runs', String(runId), 'model', 'weights.bin'));
  return {
    status: run.status,
    bestEpoch: run.bestEpoch,
    weightCount: run.weightCount,
    epochs: epochs.map(({ record: { imagesPerSecond: _rate, waitShare: _share, durationMs: _duration, ...figures }, confusion }) => ({
      figures,
      confusion,
    })),
    evaluations: evaluations.map(({ metrics, part }) => ({ metrics, part })),
    weights: createHash('sha256').update(weights).digest('hex'),
  };
}
