import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SearchTrial } from '../../../common/domain/search.ts';
import { recipeOfTrial } from '../../../common/search/trial-recipe.ts';
import { startHost } from '../../helpers/host-child.ts';
import { jobEnd, nextEvent, openHost } from '../../helpers/open-host.ts';
import { searchConfig } from '../../helpers/search-config.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';

// Engines take seconds to start, and longer where other tests run beside this one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let place: SampleWorkspace;
let host: SplitHost;

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
  await host.host.close();
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

/** What does not depend on time, or on which run it was. */
function comparable(trials: readonly SearchTrial[]): object[] {
  return trials.map(({ number, values, status, curve, value, bestEpoch, reason }) => ({
    number,
    values,
    status,
    curve,
    value,
    bestEpoch,
    reason,
  }));
}

test('killed with its host, paused and resumed, a search comes to the numbers of one that was left alone', async () => {
  const killed = startHost(place, 'search');
  await killed.said('trial1');
  await killed.kill();

  const opened = await openHost(place.workspace);
  host = { ...host, ...opened };
  const { caller } = opened;
  const [disturbed] = (await caller.call('searches.list', {})).searches;
  const { id: searchId, jobId } = disturbed!;
  expect(disturbed).toMatchObject({ name: 'Small search', status: 'interrupted', trialsEnded: 0 });
  expect((await caller.call('searches.get', { searchId })).trials).toMatchObject([{ number: 1, status: 'waiting', runId: 1 }]);
  const inSecond = nextEvent(caller, 'runs.batchEnded', ({ runId }) => runId === 2);
  await caller.call('jobs.resume', { jobId: jobId! });
  await inSecond;
  await caller.call('jobs.pause', { jobId: jobId! });
  expect(await jobEnd(caller, jobId!)).toMatchObject({ status: 'paused', error: null });
  await caller.call('jobs.resume', { jobId: jobId! });
  expect(await jobEnd(caller, jobId!)).toMatchObject({ status: 'succeeded' });
  const { search, trials } = await caller.call('searches.get', { searchId });
  expect(trials.map(({ status, curve }) => `${status} ${curve.length}`).sort()).toEqual(['done 3', 'pruned 1']);

  const alone = await caller.call('searches.start', searchConfig(host.split.id));
  expect(await jobEnd(caller, alone.jobId)).toMatchObject({ status: 'succeeded' });
  const undisturbed = await caller.call('searches.get', { searchId: alone.searchId });
  expect(comparable(trials)).toEqual(comparable(undisturbed.trials));

  // The best trial is a run like any other, and its options make a recipe; the pruned one kept the network of its best epoch, and no more.
  const best = trials.find(({ number }) => number === search.best?.number)!;
  const { evaluations } = await caller.call('evaluations.list', { runId: best.runId! });
  expect(evaluations.map(({ part }) => part)).toEqual(['validation']);
  expect(evaluations[0]!.metrics.balancedAccuracy).toBeCloseTo(best.value!, 6);
  const { recipes } = await caller.call('recipes.save', { recipe: recipeOfTrial({ id: 'found', title: 'Found' }, search, best, null) });
  const { bestEpoch: _bestEpoch, ...run } = await caller.call('runs.get', { runId: best.runId! });
  expect(recipes.find(({ id }) => id === 'found')?.options).toEqual(run.options);
  expect(run).toMatchObject({ name: `Small search, trial ${best.number}`, trial: { searchId, number: best.number }, status: 'succeeded' });
  const pruned = trials.find(({ status }) => status === 'pruned')!;
  const inFolder = (name: string): boolean => existsSync(join(place.workspace, 'runs', String(pruned.runId), name));
  expect([inFolder('model'), inFolder('checkpoints')]).toEqual([true, false]);

  const removed = nextEvent(caller, 'searches.removed', (event) => event.searchId === searchId);
  await caller.call('datasets.remove', { datasetId: search.datasetId });
  await removed;
  expect((await caller.call('searches.list', {})).searches).toEqual([]);
});
