import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PruneResult } from '../../../common/domain/storage.ts';
import type { PruneRequest, StoragePart } from '../../../common/domain/storage.ts';
import { jobEnd, nextEvent, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost, train } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

vi.setConfig({ testTimeout: 90_000 });

// Each test goes on where the one before stopped.

let place: SampleWorkspace;
let host: SplitHost;

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

async function sizeOf(wanted: StoragePart): Promise<{ bytes: number; unneededBytes: number | null }> {
  const { parts } = await host.caller.call('storage.measure', {});
  const { bytes, unneededBytes } = parts.find(({ part }) => part === wanted)!;
  return { bytes, unneededBytes };
}

async function prune(extent: PruneRequest['extent']): Promise<number> {
  const { jobId } = await host.caller.call('storage.prune', { extent });
  const job = await jobEnd(host.caller, jobId);
  expect(job).toMatchObject({ kind: 'prune', status: 'succeeded', error: null });
  return PruneResult.parse(job.result).freedBytes;
}

test('what is kept is measured, and not removed while a training reads it', async () => {
  const { caller, split } = host;
  expect(await sizeOf('pixels')).toEqual({ bytes: 0, unneededBytes: 0 });
  const begun = nextEvent(caller, 'jobs.changed', ({ job }) => job.kind === 'train' && job.status === 'running');
  const { jobId } = await caller.call('runs.start', await trainingConfig(caller, split.id, 1));
  await begun;
  const error = await refusal(caller.call('storage.prune', { extent: 'everything' }));
  expect(error).toMatchObject({ code: 'conflict', detail: { jobIds: [jobId] } });
  expect(error.message).toMatch(/ reads decoded photographs just now, and nothing was removed\. Wait for its end, /);
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  const { bytes, unneededBytes } = await sizeOf('pixels');
  expect(bytes).toBeGreaterThan(20 * 28 * 28 * 3);
  expect(unneededBytes).toBe(0);
  for (const part of ['thumbnails', 'runs', 'database'] as const) {
    const size = await sizeOf(part);
    expect(size.unneededBytes).toBeNull();
    expect(size.bytes).toBeGreaterThan(0);
  }
});

test('what is needed stays, everything goes when it is asked for and is made again', async () => {
  const { caller, split } = host;
  const before = await sizeOf('pixels');
  expect(await prune('unneeded')).toBe(0);
  expect(await sizeOf('pixels')).toEqual(before);
  expect(await prune('everything')).toBe(before.bytes);
  expect(await readdir(join(place.workspace, 'pixels'))).toEqual([]);
  expect((await train(caller, split.id)).job).toMatchObject({ status: 'succeeded' });
  expect(await sizeOf('pixels')).toEqual(before);
});

test('of a removed dataset nothing is needed', async () => {
  const { bytes } = await sizeOf('pixels');
  await host.caller.call('datasets.remove', { datasetId: host.datasetId });
  expect(await sizeOf('pixels')).toEqual({ bytes, unneededBytes: bytes });
  expect(await prune('unneeded')).toBe(bytes);
  expect(await sizeOf('pixels')).toEqual({ bytes: 0, unneededBytes: 0 });
});
