import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../../common/errors/app-error.ts';
import { Client } from '../../../../../renderer/api/client.ts';
import { SearchForm } from '../../../../../renderer/routes/search/search-form.svelte.ts';
import { App } from '../../../../../renderer/state/app.svelte.ts';
import { TrainForm } from '../../../../../renderer/state/train-form.svelte.ts';
import { stubBrowserGlobals } from '../../helpers/browser-globals.ts';
import { exampleDataset, exampleRecipes, exampleSplit, settle } from '../../helpers/examples.ts';
import { exampleSearch, exampleTrial } from '../../helpers/search-examples.ts';
import { WindowHost } from '../../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

async function open(
  start: (input: unknown) => { searchId: number; jobId: number } = () => ({ searchId: 3, jobId: 9 }),
  trial: number | null = null,
) {
  const host = new WindowHost({
    'datasets.list': () => ({ datasets: [exampleDataset] }),
    'splits.list': () => ({ splits: [exampleSplit()] }),
    'recipes.list': () => ({ recipes: [...exampleRecipes] }),
    'recipes.figures': () => ({ figures: [] }),
    'weights.list': () => ({ weights: [] }),
    'searches.start': start,
    'searches.get': () => ({ search: exampleSearch({ recipeId: 'nevus-fast' }), trials: [exampleTrial(1)] }),
  });
  const app = new App(new Client(host.open));
  await settle();
  const form = new TrainForm(app, {
    datasetId: null,
    splitId: null,
    runId: null,
    ...(trial === null ? {} : { trial: { searchId: 3, number: trial } }),
  });
  const stop = form.start();
  await settle();
  const search = new SearchForm(app.client, form);
  search.isOn = true;
  return { form, search, host, stop };
}

describe('the form of a search', () => {
  it('proposes a space that fits the options, and can be started as it is', async () => {
    const { form, search, host, stop } = await open();
    expect(search.space.map(({ path }) => path)).toEqual(['learningRate', 'weightDecay', 'labelSmoothing', 'imbalance']);
    expect([form.varies('learningRate'), form.varies('epochs')]).toEqual([true, false]);
    expect(search.reading).toMatchObject({ errors: {}, spaceErrors: {}, spaceError: null });
    expect(await search.submit()).toBe('/searches/3');
    expect(host.calls.find(({ name }) => name === 'searches.start')?.input).toMatchObject({
      splitId: 1,
      recipeId: 'hmnist-cnn',
      trials: 20,
      method: { kind: 'tpe', startupTrials: 8 },
      pruning: { kind: 'median', startupTrials: 4, afterEpochs: 3 },
    });
    stop();
  });

  it('is started once, however often it is asked to meanwhile', async () => {
    const { search, host, stop } = await open();
    expect(await Promise.all([search.submit(), search.submit()])).toEqual(['/searches/3', null]);
    expect(host.calls.filter(({ name }) => name === 'searches.start')).toHaveLength(1);
    stop();
  });

  it('says what is wrong at each field, in words, and starts nothing', async () => {
    const { search, host, stop } = await open();
    search.set('trials', '0');
    search.set('pruningEpochs', '1.5');
    const [rate, decay, , imbalance] = search.space;
    search.change({ ...rate!, from: '1', to: '0.1' });
    search.change({ ...decay!, from: '-1' });
    search.change({ ...imbalance!, named: ['"none"'] });
    expect(search.reading?.errors).toEqual({ trials: 'At least 1.', pruningEpochs: 'A whole number, without a decimal point.' });
    expect(search.reading?.spaceErrors).toEqual({
      weightDecay: 'From: more than 0.',
      imbalance: 'Choose at least two values, or remove this setting from the search.',
    });
    search.set('trials', '5');
    search.set('pruningEpochs', '2');
    search.remove('weightDecay');
    search.remove('imbalance');
    expect(search.reading?.spaceErrors).toEqual({
      learningRate: 'The range of Learning rate is empty: it must go from a smaller number to a larger one, not from 1 to 0.1.',
    });
    expect(await search.submit()).toBeNull();
    expect(host.calls.some(({ name }) => name === 'searches.start')).toBe(false);
    search.remove('learningRate');
    search.remove('labelSmoothing');
    expect(search.reading?.spaceError).toBe('Add at least one setting to search.');
    stop();
  });

  it('adds and removes settings, remembers them for the network, and goes back to what was proposed', async () => {
    const { form, search, stop } = await open();
    const batch = search.offered.find(({ path }) => path === 'batchSize')!;
    search.add(batch);
    expect(search.space.at(-1)).toMatchObject({ path: 'batchSize', kind: 'choice', list: '16, 32, 64' });
    expect(search.offered.some(({ path }) => path === 'batchSize' || path === 'model.pooling')).toBe(false);
    const again = new SearchForm({ call: () => Promise.reject(new Error('unused')) }, form);
    expect(again.space.at(-1)?.path).toBe('batchSize');
    form.chooseArchitecture('mobilenet-v1');
    expect(again.isSpaceEdited).toBe(false);
    expect(again.space.map(({ path }) => path)).toContain('model.dropout');
    again.resetSpace();
    stop();
  });

  it('tells why the host refuses', async () => {
    const { search, stop } = await open(() => {
      throw new AppError('split-leaks', 'Lesions are in two parts.');
    });
    expect(await search.submit()).toBeNull();
    expect(search.failure?.message).toBe('Lesions are in two parts.');
    stop();
  });

  it('is filled in with the options of a trial, whether its run is still there or not', async () => {
    const { form, stop } = await open(undefined, 1);
    expect([form.recipe?.id, form.draft?.learningRate, form.draft?.denseUnits]).toEqual(['nevus-fast', '0.001', '64']);
    stop();
  });
});
