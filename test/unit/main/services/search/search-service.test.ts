import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../../../common/errors/app-error.ts';
import { refusal } from '../../../../helpers/open-host.ts';
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts';
import { base, config, simulateSearches } from './simulated-searches.ts';
import type { Outcome, SimulatedSearches } from './simulated-searches.ts';

/** The higher the rate, the better, and a little more each epoch. */
const byRate: Outcome = ({ options }, epoch) => options.learningRate * (0.9 + epoch / 40);

async function simulate(outcome: Outcome = byRate): Promise<SimulatedSearches & { readonly folder: string }> {
  const folder = await temporaryFolder();
  return { ...simulateSearches(folder, outcome), folder };
}

test('goes through its trials, each an ordinary run, and names the best', async () => {
  const { ended, searches, runs, told } = await simulate();
  const { searchId, jobId } = await searches.start(config());
  expect(await ended(jobId)).toMatchObject({ kind: 'search', status: 'succeeded', title: 'Search isic-two-conv search #1 on Sample' });
  const { search, trials } = searches.get(searchId);
  const rates = trials.map(({ values }) => Number(values['learningRate']));
  const best = rates.indexOf(Math.max(...rates));
  expect(search).toMatchObject({ status: 'succeeded', trialsEnded: 4, best: { number: best + 1, value: rates[best] }, jobId });
  expect(search.bestRunId).toBe(search.best!.runId);
  expect(trials.every(({ status, curve, bestEpoch }) => status === 'done' && curve.length === 4 && bestEpoch === 4)).toBe(true);
  expect(runs.list(undefined).map(({ name, status, trial }) => [name, status, trial?.number])).toEqual(
    [4, 3, 2, 1].map((number) => [`isic-two-conv search #1, trial ${number}`, 'succeeded', number]),
  );
  const run = runs.get(trials[best]!.runId!);
  expect(run.options).toMatchObject({ learningRate: rates[best], bestBy: 'balancedAccuracy', epochs: 4 });
  expect(told.filter((line) => line === 'searches.changed done')).toHaveLength(4);
  const { csv, fileName, trialCount } = searches.export(searchId);
  expect([fileName, trialCount]).toEqual(['nevus-search-1.csv', 4]);
  expect(csv.split('\r\n')[0]).toBe('trial,status,validation_balancedAccuracy,best_epoch,epochs,trained_minutes,run,learningRate,reason');
  expect(csv.split('\r\n')[1]).toMatch(new RegExp(`^1,done,[0-9.]+,4,4,0,1,${rates[0]},`));
});

test('the same seed proposes the same again, whatever killed the host in between', async () => {
  const plan = config({ method: { kind: 'tpe', startupTrials: 3 }, trials: 9 });
  const undisturbed = await simulate();
  const first = await undisturbed.searches.start(plan);
  await undisturbed.ended(first.jobId);
  const expected = undisturbed.searches.get(first.searchId).trials;

  let disturbed: SimulatedSearches = await simulate();
  const { searchId, jobId } = await disturbed.searches.start(plan);
  for (const [runId, epoch] of [
    [2, 3],
    [5, 1],
  ] as const) {
    await disturbed.epoch(runId, epoch);
    disturbed = disturbed.reopen();
    expect(disturbed.searches.get(searchId)).toMatchObject({ search: { status: 'interrupted' } });
    expect(disturbed.searches.get(searchId).trials.at(-1)).toMatchObject({ status: 'waiting', runId });
    expect(disturbed.runs.get(runId)).toMatchObject({ status: 'interrupted' });
    disturbed.jobs.resume(jobId);
  }
  await disturbed.ended(jobId);
  expect(disturbed.searches.get(searchId).trials).toEqual(expected);
  // It went on after the epochs that were stored.
  expect(disturbed.trained[0]).toBe('5 2');
});

test('paused, it lays its trial aside, and goes on with it', async () => {
  const { ended, epoch, jobs, runs, searches, trained } = await simulate();
  const { searchId, jobId } = await searches.start(config());
  await epoch(2, 2);
  expect(jobs.pause(jobId).status).toBe('pausing');
  expect(await ended(jobId)).toMatchObject({ status: 'paused', error: null });
  expect(searches.get(searchId).trials.map(({ status }) => status)).toEqual(['done', 'waiting']);
  expect(runs.get(2).status).toBe('paused');
  jobs.resume(jobId);
  expect(await ended(jobId)).toMatchObject({ status: 'succeeded' });
  expect(trained.filter((line) => line.startsWith('2 '))).toEqual(['2 1', '2 2', '2 3', '2 4']);
});

test('a trial whose run was removed while the search stood begins anew', async () => {
  const { ended, epoch, jobs, runs, searches, told } = await simulate();
  const { searchId, jobId } = await searches.start(config());
  await epoch(2, 2);
  expect((await refusal(runs.remove(2))).message).toContain('is a trial of the search isic-two-conv search #1, which still goes on');
  jobs.pause(jobId);
  await ended(jobId);
  told.length = 0;
  await runs.remove(1);
  expect(told).toEqual(['runs.removed', 'searches.changed done']);
  await runs.remove(2);
  const [first, second] = searches.get(searchId).trials;
  expect(first).toMatchObject({ status: 'done', runId: null, curve: expect.any(Array) as unknown });
  expect(second).toMatchObject({ status: 'waiting', runId: null });
  jobs.resume(jobId);
  await ended(jobId);
  const after = searches.get(searchId).trials;
  expect(after[1]).toMatchObject({ status: 'done', runId: 3, values: second!.values });
  expect(after[1]!.curve).toHaveLength(4);
});

test('the run to evaluate is that of the best trial by what the search compares, of those that are left', async () => {
  const { ended, runs, searches } = await simulate((run, epoch) =>
    run.id === 2 ? new AppError('out-of-memory', 'Too large.') : byRate(run, epoch),
  );
  // The simulated loss is the same everywhere, so that the first trial is the best by it, whatever its balanced accuracy.
  const { searchId, jobId } = await searches.start(config({ metric: 'loss', trials: 3 }));
  expect(searches.get(searchId).search.bestRunId).toBeNull();
  await ended(jobId);
  expect(searches.get(searchId).search).toMatchObject({ best: { number: 1, runId: 1 }, bestRunId: 1 });
  await runs.remove(1);
  expect(searches.get(searchId).search).toMatchObject({ best: { number: 1, runId: null }, bestRunId: 3 });
});

test('a trial is judged by the epochs that count by its own options', async () => {
  const { ended, searches } = await simulate((_, epoch) => (epoch <= 2 ? 0.9 : 0.5));
  const model = { architecture: 'mobilenet-v1' as const, imageSize: 64, trainable: 'all' as const };
  const sizes = [[], [{ imageSize: 32, epochs: 2 }]];
  const { searchId, jobId } = await searches.start(
    config({ options: { ...base, model }, space: [{ kind: 'choice', path: 'smallerFirst', values: sizes }], trials: 6 }),
  );
  await ended(jobId);
  const { trials } = searches.get(searchId);
  const judged = (size: object): unknown[] =>
    trials
      .filter(({ values }) => JSON.stringify(values['smallerFirst']) === JSON.stringify(size))
      .map(({ value, bestEpoch }) => [value, bestEpoch]);
  expect(new Set(judged(sizes[0]!).map(String))).toEqual(new Set(['0.9,1']));
  expect(new Set(judged(sizes[1]!).map(String))).toEqual(new Set(['0.5,3']));
});

test('a failed trial is recorded and the search goes on; where all fail, it stops and says why', async () => {
  const notFinite = new AppError('loss-not-finite', 'The loss was not finite in epoch 1.');
  const some = await simulate((run, epoch) => (run.options.learningRate > 0.5 ? notFinite : byRate(run, epoch)));
  const begun = await some.searches.start(config({ trials: 8 }));
  expect(await some.ended(begun.jobId)).toMatchObject({ status: 'succeeded' });
  const { search, trials } = some.searches.get(begun.searchId);
  const failed = trials.filter(({ status }) => status === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.every(({ reason, values }) => reason === notFinite.message && Number(values['learningRate']) > 0.5)).toBe(true);
  expect(some.runs.get(failed[0]!.runId!)).toMatchObject({ status: 'failed', error: { code: 'loss-not-finite' } });
  expect(search.trialsEnded).toBe(8);

  const all = await simulate(() => notFinite);
  const hopeless = await all.searches.start(config({ trials: 8 }));
  const end = await all.ended(hopeless.jobId);
  expect(end).toMatchObject({ status: 'failed', error: { code: 'invalid-input' } });
  expect(end.error!.message).toContain('Every trial failed (5 of 5), the last one like this: The loss was not finite in epoch 1.');
});

test('a trial that the memory is too small for fails by itself, and so does what the engine cannot compute', async () => {
  const failures: Readonly<Record<number, AppError>> = {
    1: new AppError('out-of-memory', 'The memory is too small for a batch of 512 photographs.'),
    2: new AppError('engine-unavailable', 'The WebAssembly engine lacks the operation Erf.', { kernel: 'Erf' }),
    3: new AppError('internal', 'Shapes do not fit.'),
  };
  const { ended, runs, searches } = await simulate((run, epoch) => failures[run.id] ?? byRate(run, epoch));
  const { searchId, jobId } = await searches.start(config());
  expect(await ended(jobId)).toMatchObject({ status: 'succeeded' });
  const { search, trials } = searches.get(searchId);
  expect(trials.map(({ status, reason }) => `${status} ${reason ?? ''}`)).toEqual([
    ...Object.values(failures).map(({ message }) => `failed ${message}`),
    'done ',
  ]);
  expect(search.best).toMatchObject({ number: 4 });
  expect(runs.get(1)).toMatchObject({ status: 'failed', error: { code: 'out-of-memory' } });
});

const death = (detail = {}): AppError => new AppError('engine-crashed', 'The engine process crashed (SIGSEGV).', detail);

test('a trial at which the engine dies goes on from its checkpoint; at the second death it has failed', async () => {
  let deaths = 0;
  const { ended, folder, runs, searches, trained } = await simulate((run, epoch) => {
    const dies = (run.id === 1 && epoch === 3 && deaths++ === 0) || (run.id === 2 && epoch === 2);
    return dies ? death() : byRate(run, epoch);
  });
  await mkdir(join(folder, 'runs', '2', 'checkpoints'), { recursive: true });
  const { searchId, jobId } = await searches.start(config());
  expect(await ended(jobId)).toMatchObject({ status: 'succeeded', error: null });
  const { search, trials } = searches.get(searchId);
  expect(trials.map(({ status, curve }) => `${status} ${curve.length}`)).toEqual(['done 4', 'failed 1', 'done 4', 'done 4']);
  expect(trials[1]!.reason).toBe('The engine died 2 times at this trial, the last time like this: The engine process crashed (SIGSEGV).');
  expect(search).toMatchObject({ trialsEnded: 4, error: null });
  expect(trained.filter((line) => line.startsWith('1 '))).toEqual(['1 1', '1 2', '1 3', '1 4']);
  expect(runs.get(2)).toMatchObject({ status: 'failed', error: { code: 'engine-crashed', message: trials[1]!.reason } });
  expect(runs.log(1).map(({ message }) => message)).toContain(
    'Interrupted. The engine process crashed (SIGSEGV). The search tries it once more.',
  );
  expect(existsSync(join(folder, 'runs', '2', 'checkpoints'))).toBe(false);
});

test('an engine that dies at every trial, or does not even start, interrupts the search, which can be resumed', async () => {
  let isMended = false;
  const { ended, jobs, searches } = await simulate((run, epoch) => (isMended || run.id === 1 ? byRate(run, epoch) : death()));
  const { searchId, jobId } = await searches.start(config({ trials: 8 }));
  const end = await ended(jobId);
  expect(end).toMatchObject({ status: 'interrupted', error: { code: 'engine-crashed' } });
  expect(end.error!.message).toContain('The engine died at each of the last 5 trials, the last time like this: The engine process crashed');
  const statuses = (): string[] => searches.get(searchId).trials.map(({ status }) => status);
  expect(statuses()).toEqual(['done', ...Array.from({ length: 5 }, () => 'failed')]);
  isMended = true;
  jobs.resume(jobId);
  expect(await ended(jobId)).toMatchObject({ status: 'succeeded' });
  expect(statuses().slice(6)).toEqual(['done', 'done']);

  const begun = await simulate(() => death({ isStart: true }));
  const other = await begun.searches.start(config());
  expect(await begun.ended(other.jobId)).toMatchObject({ status: 'interrupted', error: { message: death().message } });
  expect(begun.searches.get(other.searchId).trials).toMatchObject([{ status: 'waiting' }]);
});

test('what would stop the next trial too stops the search with its reason, and it can be resumed', async () => {
  let isFull = true;
  const diskFull = new AppError('disk-full', 'The disk with the data folder is full. Free some space, then resume.');
  const { ended, jobs, runs, searches } = await simulate((run, epoch) =>
    isFull && run.id === 2 && epoch === 2 ? diskFull : byRate(run, epoch),
  );
  const { searchId, jobId } = await searches.start(config());
  expect(await ended(jobId)).toMatchObject({ status: 'failed', error: { code: 'disk-full', message: diskFull.message } });
  expect(searches.get(searchId)).toMatchObject({
    search: { error: { code: 'disk-full' } },
    trials: [{ status: 'done' }, { status: 'waiting' }],
  });
  expect(runs.get(2)).toMatchObject({ status: 'interrupted', error: { code: 'disk-full' } });
  isFull = false;
  jobs.resume(jobId);
  expect(await ended(jobId)).toMatchObject({ status: 'succeeded', error: null });
});

test('the median rule gives trials up, keeps what they reached and says why', async () => {
  const values = { good: 0.8, bad: 0.2 };
  const { ended, folder, runs, searches } = await simulate((run, epoch) => {
    const value = run.id < 3 || run.id === 5 ? values.good : values.bad;
    return value + epoch / 100;
  });
  await mkdir(join(folder, 'runs', '3', 'checkpoints'), { recursive: true });
  const { searchId, jobId } = await searches.start(config({ trials: 5, pruning: { kind: 'median', startupTrials: 2, afterEpochs: 2 } }));
  await ended(jobId);
  const { search, trials } = searches.get(searchId);
  expect(trials.map(({ status, curve }) => `${status} ${curve.length}`)).toEqual(['done 4', 'done 4', 'pruned 2', 'pruned 2', 'done 4']);
  expect(trials[2]!.reason).toBe(
    'Pruned after epoch 2: its best balanced accuracy, 0.220, was below the median of the trials before it, 0.815. The network of its best epoch is kept.',
  );
  expect(search).toMatchObject({ trialsEnded: 5, status: 'succeeded' });
  expect(runs.get(3)).toMatchObject({ status: 'cancelled', error: { message: trials[2]!.reason } });
  expect(runs.log(3).map(({ message }) => message)).toContain(trials[2]!.reason);
  expect(existsSync(join(folder, 'runs', '3', 'checkpoints'))).toBe(false);
});

test('successive halving trains a rung, then its best further, through a restart', async () => {
  const plan = config({ method: { kind: 'halving', eta: 2, firstRung: 1 }, trials: 4 });
  let simulated: SimulatedSearches = await simulate();
  const { searchId, jobId } = await simulated.searches.start(plan);
  await simulated.epoch(3, 1);
  simulated = simulated.reopen();
  simulated.jobs.resume(jobId);
  expect(await simulated.ended(jobId)).toMatchObject({
    status: 'succeeded',
    progress: { unit: 'epochs', done: 7, total: 8 },
  });
  const { search, trials } = simulated.searches.get(searchId);
  const byValue = [...trials].sort((a, b) => Number(b.values['learningRate']) - Number(a.values['learningRate']));
  expect(byValue.map(({ status, curve }) => `${status} ${curve.length}`)).toEqual(['done 4', 'pruned 2', 'pruned 1', 'pruned 1']);
  expect(byValue[1]!.reason).toContain('Pruned after epoch 2 by successive halving: it was not among the best 1 of 2.');
  expect(search.best).toMatchObject({ number: byValue[0]!.number });
  // Every epoch was trained once: promoted trials go on where they stood.
  expect(simulated.trained).toHaveLength(new Set(simulated.trained).size);
  expect(simulated.runs.list(undefined).filter(({ status }) => status === 'cancelled')).toHaveLength(3);
});

test('cancelled, it gives up its trials, and is removed with or without its runs', async () => {
  const { ended, epoch, jobs, runs, searches, told } = await simulate();
  const { searchId, jobId } = await searches.start(config({ method: { kind: 'halving', eta: 2, firstRung: 1 } }));
  await epoch(3, 1);
  expect((await refusal(searches.remove(searchId, false))).message).toContain('still goes on');
  jobs.cancel(jobId);
  expect(await ended(jobId)).toMatchObject({ status: 'cancelled' });
  expect(searches.get(searchId).trials.every(({ status }) => status === 'cancelled')).toBe(true);
  expect(runs.list(undefined).every(({ status }) => status === 'cancelled')).toBe(true);
  const count = runs.list(undefined).length;
  await searches.remove(searchId, false);
  expect(searches.list(undefined)).toEqual([]);
  expect(runs.list(undefined).map(({ trial }) => trial)).toEqual(Array.from({ length: count }, () => null));
  expect(told).toContain('searches.removed');

  const second = await searches.start(config({ trials: 2 }));
  await ended(second.jobId);
  // Nothing queues evaluations here: it waits, and its run is needed.
  const runId = searches.get(second.searchId).trials[1]!.runId;
  const evaluation = jobs.add({ kind: 'evaluate', title: 'Evaluate', datasetId: 1, runId });
  expect((await refusal(searches.remove(second.searchId, true))).message).toContain('is in use by a job');
  expect(runs.list(undefined)).toHaveLength(count + 2);
  jobs.cancel(evaluation.id);
  await searches.remove(second.searchId, true);
  expect(runs.list(undefined)).toHaveLength(count);
  expect((await refusal(Promise.resolve().then(() => searches.get(second.searchId)))).code).toBe('not-found');
});

test('what a killed host did not come to remove goes when the next one starts, and nothing else', async () => {
  let simulated: SimulatedSearches & { folder?: string } = await simulate((run, epoch) => (run.id === 3 ? 0.1 : 0.5 + epoch / 100));
  const { folder } = simulated as { folder: string };
  const plan = config({ pruning: { kind: 'median', startupTrials: 2, afterEpochs: 2 }, trials: 6 });
  const { searchId, jobId } = await simulated.searches.start(plan);
  await simulated.epoch(5, 2);
  const removal = simulated.runs.remove(2);
  simulated = simulated.reopen();
  await removal;
  expect(simulated.searches.get(searchId).trials.map(({ status }) => status)).toEqual(['done', 'done', 'pruned', 'done', 'waiting']);
  const inRun = (id: number, name: string): string => join(folder, 'runs', String(id), name);
  // The first has ended, the second is removed, the third was pruned, the fifth goes on; of the last this database has never heard.
  for (const id of [1, 2, 3, 5, 99]) for (const name of ['model', 'checkpoints']) await mkdir(inRun(id, name), { recursive: true });
  await simulated.clearLeftovers();
  const left = [1, 2, 3, 5, 99].map((id) => ['model', 'checkpoints'].filter((name) => existsSync(inRun(id, name))));
  expect(left).toEqual([['model'], [], ['model'], ['model', 'checkpoints'], ['model', 'checkpoints']]);
  expect(existsSync(join(folder, 'runs', '2'))).toBe(false);
  simulated.jobs.resume(jobId);
  expect(await simulated.ended(jobId)).toMatchObject({ status: 'succeeded' });
});

test('a search is removed as a whole or not at all', async () => {
  const { ended, epoch, folder, jobs, runs, searches, told } = await simulate();
  const { searchId, jobId } = await searches.start(config());
  await epoch(2, 2);
  jobs.pause(jobId);
  await ended(jobId);
  await mkdir(join(folder, 'runs', '2', 'checkpoints'), { recursive: true });
  told.length = 0;
  const removal = searches.remove(searchId, true);
  // Nothing is stored of it any more, and everybody knows, before the first file goes.
  expect([searches.list(undefined), runs.list(undefined)]).toEqual([[], []]);
  expect(told.filter((line) => line !== 'jobs.changed')).toEqual(['runs.removed', 'runs.removed', 'searches.removed']);
  await removal;
  expect(existsSync(join(folder, 'runs', '2'))).toBe(false);

  const second = await searches.start(config());
  await epoch(4, 2);
  jobs.pause(second.jobId);
  await ended(second.jobId);
  await mkdir(join(folder, 'runs', '4', 'checkpoints'), { recursive: true });
  await searches.remove(second.searchId, false);
  expect(runs.list(undefined).map(({ status, trial }) => [status, trial])).toEqual([
    ['cancelled', null],
    ['succeeded', null],
  ]);
  expect(existsSync(join(folder, 'runs', '4', 'checkpoints'))).toBe(false);
});

test('with a search the runs of its trials are renamed, but for those that have names of their own', async () => {
  const { ended, runs, searches } = await simulate();
  const { searchId, jobId } = await searches.start(config({ trials: 3 }));
  await ended(jobId);
  runs.rename(2, 'The good one');
  await runs.remove(3);
  expect(searches.rename(searchId, 'Night')).toMatchObject({ id: searchId, name: 'Night' });
  expect(runs.list(undefined).map(({ name }) => name)).toEqual(['The good one', 'Night, trial 1']);
  expect(() => searches.rename(99, 'None')).toThrow('There is no search 99');
});

test('what cannot be searched is refused before there is a search', async () => {
  const { searches } = await simulate();
  const refused = async (changes: Parameters<typeof config>[0]): Promise<string> =>
    (await refusal(searches.start(config(changes)))).message;
  expect(await refused({ space: [{ kind: 'linear', path: 'model.dropout', from: 0, to: 0.5 }] })).toBe(
    'These training options have no setting named model.dropout. No search was started.',
  );
  expect(await refused({ method: { kind: 'halving' }, pruning: { kind: 'median' } })).toContain('gives trials up by itself');
  expect(await refused({ method: { kind: 'halving', firstRung: 4 } })).toContain('4 epochs are not fewer than 4');
  expect(await refused({ options: { ...base, distillation: {} } })).toContain('learn from no teacher');
  expect(searches.list(undefined)).toEqual([]);
});
