import { beforeEach, describe, expect, it } from 'vitest';
import type { Split } from '../../../../common/domain/dataset.ts';
import type { Recipe } from '../../../../common/domain/recipe.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { FoldsForm } from '../../../../renderer/state/folds-form.svelte.ts';
import { exampleDataset, exampleRecipes, exampleSplit } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

let recipe: Recipe | undefined;
let form: FoldsForm;
let splits: readonly Split[];
beforeEach(() => {
  recipe = exampleRecipes[0];
  splits = [];
  form = new FoldsForm(
    () => recipe,
    () => splits,
  );
});

describe('a cross-validation', () => {
  it('is proposed by recipes that are meant as an ensemble, until somebody decides', () => {
    expect([form.isOn, form.folds]).toEqual([false, '5']);
    recipe = { ...exampleRecipes[0], ensemble: { folds: 7, views: 8 } } as Recipe;
    expect([form.isOn, form.folds]).toEqual([true, '7']);
    form.isOn = false;
    form.folds = '3';
    expect([form.isOn, form.folds]).toEqual([false, '3']);
  });

  it('says how large its parts will be', () => {
    expect(form.plan(1000)).toEqual({ folds: 5, test: 150, validation: 170, train: 680 });
    form.isOn = true;
    form.folds = '1';
    form.test = '60';
    form.seed = 'x';
    expect(form.plan(1000)).toBeNull();
    expect(form.errors).toEqual({ folds: 'At least 2.', test: 'At most 45 %.', seed: 'A number is needed.' });
  });

  it('divides the training part of a split, as long as its dataset is chosen', async () => {
    const split = exampleSplit({ id: 4, counts: { train: 700, validation: 100, test: 200 } });
    splits = [split];
    form.isOn = true;
    form.test = '60';
    expect(form.errors).toHaveProperty('test');
    form.chooseWithin(4);
    expect(form.within).toBe(split);
    expect(form.errors).toEqual({});
    expect(form.plan(1000)).toEqual({ folds: 5, test: 300, validation: 140, train: 560 });
    const host = new WindowHost({ 'splits.createFolds': () => ({ splits: [exampleSplit({ id: 5 })] }) });
    await form.start(new Client(host.open), exampleDataset, 'a', () => Promise.resolve());
    expect(host.calls.at(-1)?.input).toMatchObject({ datasetId: 1, folds: 5, seed: 1, withinSplitId: 4 });
    splits = [];
    expect([form.within, form.errors.test]).toEqual([undefined, 'At most 45 %.']);
  });

  it('goes on where it was refused, with the same splits', async () => {
    const splits = [1, 2, 3].map((id) => exampleSplit({ id }));
    const host = new WindowHost({ 'splits.createFolds': () => ({ splits }) });
    const client = new Client(host.open);
    const started: number[] = [];
    let refuses = 2;
    const startOne = ({ id }: { id: number }): Promise<void> => {
      if (id === refuses) return Promise.reject(new AppError('disk-full', 'The disk is full.'));
      started.push(id);
      return Promise.resolve();
    };
    form.folds = '3';
    await expect(form.start(client, exampleDataset, 'a', startOne)).rejects.toThrow('The disk is full.');
    expect([started, form.startedCount]).toEqual([[1], 1]);
    refuses = 0;
    await form.start(client, exampleDataset, 'a', startOne);
    expect([started, form.startedCount]).toEqual([[1, 2, 3], 0]);
    expect(host.calls.filter(({ name }) => name === 'splits.createFolds').map(({ input }) => input)).toEqual([
      { datasetId: 1, folds: 3, seed: 1, testShare: 0.15, grouping: 'lesion' },
    ]);
  });
});
