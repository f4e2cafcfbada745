import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { TrainForm } from '../../../../renderer/state/train-form.svelte.ts';
import type { TrainWish } from '../../../../renderer/state/train-form.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleDataset, exampleRecipes, exampleRun, exampleSplit, mobilenetOptions, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const noWish: TrainWish = { datasetId: null, splitId: null, runId: null };
const external = { ...exampleDataset, id: 7, name: 'ISIC 2018', hasLesionIds: false };
const other = { ...exampleDataset, id: 5, name: 'Other' };

async function open(
  handlers: ConstructorParameters<typeof WindowHost>[0] = {},
  wish = noWish,
): Promise<{ host: WindowHost; form: TrainForm }> {
  const host = new WindowHost({
    'datasets.list': () => ({ datasets: [exampleDataset, other, external] }),
    'splits.list': () => ({ splits: [exampleSplit(), exampleSplit({ id: 2, name: 'Seed 2' }), exampleSplit({ id: 3, datasetId: 5 })] }),
    'recipes.list': () => ({ recipes: [...exampleRecipes] }),
    'weights.list': () => ({ weights: [] }),
    'recipes.figures': () => ({ figures: [] }),
    'runs.start': () => ({ runId: 12, jobId: 3 }),
    ...handlers,
  });
  const form = new TrainForm(new App(new Client(host.open)), wish);
  form.start();
  await settle();
  return { host, form };
}

describe('the choice of data', () => {
  it('proposes the newest dataset that can be trained on, and its newest split', async () => {
    const { form } = await open();
    expect([form.dataset?.name, form.split?.id]).toEqual(['Other', 3]);
    form.chooseDataset(1);
    expect(form.split?.id).toBe(2);
    form.chooseDataset(7);
    expect([form.dataset?.name, form.split]).toEqual(['ISIC 2018', undefined]);
  });

  it('is remembered', async () => {
    const first = await open();
    first.form.chooseDataset(1);
    first.form.chooseSplit(1);
    first.form.chooseRecipe('nevus-fast');
    const { form } = await open();
    expect([form.dataset?.id, form.split?.id, form.recipe?.id]).toEqual([1, 1, 'nevus-fast']);
  });

  it('takes nothing that is typed before the settings of the run in the address are there', async () => {
    let answer = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const options = { ...mobilenetOptions, epochs: 7 };
    const run = exampleRun({ recipeId: 'nevus-fast', splitId: 1, options });
    const { form } = await open({ 'runs.get': () => arrived.then(() => run) }, { ...noWish, runId: 1 });
    expect([form.isTakingOver, form.draft, form.options]).toEqual([true, null, null]);
    form.set('epochs', '900');
    expect(await form.submit()).toBeNull();
    answer();
    await settle();
    expect([form.isTakingOver, form.options]).toEqual([false, options]);
    form.set('epochs', '900');
    expect(form.options?.epochs).toBe(900);
  });

  it('takes over dataset, split and settings of a run', async () => {
    const options = { ...mobilenetOptions, epochs: 7 };
    const run = exampleRun({ recipeId: 'nevus-fast', splitId: 1, options });
    const { form } = await open({ 'runs.get': () => run }, { ...noWish, runId: 1 });
    expect([form.recipe?.id, form.split?.id, form.options]).toEqual(['nevus-fast', 1, options]);
    expect(form.changes).toEqual(['epochs']);
  });
});

describe('starting', () => {
  it('sends the recipe with what was changed', async () => {
    const { host, form } = await open();
    form.set('epochs', '3');
    form.name = ' Third try ';
    expect(await form.submit()).toBe('/runs/12');
    const started = host.calls.find(({ name }) => name === 'runs.start')?.input;
    expect(started).toMatchObject({ splitId: 3, recipeId: 'hmnist-cnn', name: 'Third try', options: { epochs: 3, batchSize: 32 } });
  });

  it('queues one run for each fold, named after it', async () => {
    const splits = [8, 9].map((id) => exampleSplit({ id }));
    const { host, form } = await open({ 'splits.createFolds': () => ({ splits }), 'splits.list': () => ({ splits: [] }) });
    expect(form.obstacle).toBe('Make a split first.');
    form.folds.isOn = true;
    form.folds.folds = '2';
    expect(form.obstacle).toBeNull();
    form.name = 'Trial';
    expect(await form.submit()).toBe('/runs');
    const started = host.calls.filter(({ name }) => name === 'runs.start').map(({ input }) => input);
    expect(started).toMatchObject([
      { splitId: 8, name: 'Trial, fold 1 of 2' },
      { splitId: 9, name: 'Trial, fold 2 of 2' },
    ]);
  });

  it('does not ask the host while a field is wrong', async () => {
    const { host, form } = await open();
    form.set('epochs', 'many');
    expect(await form.submit()).toBeNull();
    expect(form.errors).toEqual({ epochs: 'A number is needed.' });
    expect(host.calls.some(({ name }) => name === 'runs.start')).toBe(false);
    form.reset();
    expect(form.errors).toEqual({});
  });

  it('shows a field that has to be mended even where it means nothing', async () => {
    const { form } = await open();
    form.set('optimizer', 'sgd');
    form.set('momentum', '2');
    form.set('optimizer', 'adam');
    expect([form.shows('momentum'), form.errors]).toEqual([true, { momentum: 'At most 0.999.' }]);
    form.set('momentum', '0.5');
    // It says nothing any more, and so does not count as a change.
    expect([form.shows('momentum'), form.changes]).toEqual([false, []]);
  });

  it('waits for ImageNet weights of the right width, or for random ones', async () => {
    const weights = {
      id: 1,
      architecture: 'mobilenet-v1',
      alpha: 0.5,
      name: 'half',
      weightCount: 1,
      bytes: 1,
      hasTop: true,
      sha256: '',
      format: 'keras-h5' as const,
      source: '',
      licence: null,
      publishedFile: null,
      importedAt: '2026-11-21T10:00:00Z',
    };
    const { form } = await open({ 'weights.list': () => ({ weights: [weights] }) });
    form.chooseRecipe('nevus-fast');
    expect(form.missingWeights).toEqual({ architecture: 'mobilenet-v1', alpha: 0.75 });
    expect(form.obstacle).toContain('weights');
    form.set('alpha', '0.5');
    expect([form.missingWeights, form.obstacle]).toEqual([null, null]);
    form.set('alpha', '1');
    form.set('weights', 'random');
    expect(form.obstacle).toBeNull();
  });

  it('shows why the host refuses, with its lesions', async () => {
    const refusal = new AppError('split-leaks', 'Two lesions are in more than one part.', { lesions: ['L1', 'L2'] });
    const { form } = await open({
      'runs.start': () => {
        throw refusal;
      },
    });
    expect(await form.submit()).toBeNull();
    expect([form.failure?.code, form.failure?.detail]).toEqual(['split-leaks', { lesions: ['L1', 'L2'] }]);
    expect(form.isStarting).toBe(false);
  });
});
