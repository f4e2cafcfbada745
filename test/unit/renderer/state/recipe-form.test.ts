import { describe, expect, it } from 'vitest';
import { fileOf } from '../../../../common/domain/recipe-file.ts';
import { expandRecipe } from '../../../../common/domain/recipe.ts';
import type { Recipe, RecipeFile } from '../../../../common/domain/recipe.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { RecipeForm } from '../../../../renderer/state/recipe-form.svelte.ts';
import { exampleRecipes, mobilenetOptions } from '../helpers/examples.ts';

const [small, published, mobilenet] = exampleRecipes as readonly [Recipe, Recipe, Recipe];
const own: Recipe = { ...mobilenet, id: 'clinic', project: 'clinic', title: 'Clinic', isOwn: true };

function open(base: Recipe, isChanged = false): { form: RecipeForm; saved: RecipeFile[]; save: (file: RecipeFile) => Promise<void> } {
  const form = new RecipeForm();
  form.open(base, isChanged);
  const saved: RecipeFile[] = [];
  return {
    form,
    saved,
    save: (file) => {
      saved.push(file);
      return Promise.resolve();
    },
  };
}

describe('keeping settings as a recipe', () => {
  it('makes the id from the title until one is typed', () => {
    const { form } = open(small);
    expect([form.title, form.id]).toEqual(['My Small CNN', 'my-small-cnn']);
    form.title = '  Für Zürich: 2nd -- try ';
    expect(form.id).toBe('fur-zurich-2nd-try');
    form.id = 'second';
    form.title = 'Third';
    expect(form.id).toBe('second');
  });

  it('saves what the host can read, without figures that are not its own', async () => {
    const { form, saved, save } = open({ ...mobilenet, publishedAccuracy: 0.82 });
    expect(await form.submit(mobilenet, mobilenetOptions, [], save)).toBe('my-mobilenet');
    expect(saved).toMatchObject([
      { id: 'my-mobilenet', title: 'My MobileNet', published: null, publishedAccuracy: null, options: mobilenetOptions, variants: [] },
    ]);
  });

  it('says what is wrong at the field, and why the host refuses', async () => {
    const { form, saved, save } = open(small);
    form.title = ' ';
    form.id = 'Not an id';
    expect(await form.submit(small, mobilenetOptions, [], save)).toBeNull();
    expect(form.errors).toEqual({ title: 'This must not be empty.', id: 'An id has small letters, digits and hyphens only.' });
    expect(saved).toEqual([]);
    form.title = 'Fine';
    form.id = 'hmnist-cnn';
    const refusal = new AppError('conflict', 'The recipe hmnist-cnn comes with Nevus and stays as it is.');
    expect(await form.submit(small, mobilenetOptions, [], () => Promise.reject(refusal))).toBeNull();
    expect(form.failure?.code).toBe('conflict');
  });

  it('knows which one of the user’s it replaces', () => {
    const { form } = open(own, true);
    expect([form.id, form.replaced([small, own])?.title]).toEqual(['clinic', 'Clinic']);
    expect(open(own).form.id).toBe('clinic-copy');
    form.id = 'hmnist-cnn';
    expect(form.replaced([small, own])).toBeUndefined();
  });

  it('keeps the variants of a recipe that is changed, and its figures where only its title is', async () => {
    const shared: Recipe = { ...own, publishedAccuracy: 0.8, expectedTime: '6 minutes' };
    const variant: Recipe = { ...shared, id: 'clinic/short', title: 'Short', options: { ...mobilenetOptions, epochs: 3 } };
    const { form, saved, save } = open(shared, true);
    form.title = 'Clinic, second floor';
    expect(await form.submit(shared, shared.options, [shared, variant], save)).toBe('clinic');
    expect(await form.submit(shared, { ...mobilenetOptions, epochs: 7 }, [shared, variant], save)).toBe('clinic');
    expect(saved[0]).toMatchObject({ title: 'Clinic, second floor', publishedAccuracy: 0.8, expectedTime: '6 minutes' });
    expect(saved[1]).toMatchObject({ options: { epochs: 7 }, publishedAccuracy: null, expectedTime: null });
    for (const file of saved) expect(expandRecipe(file, true)[1]).toMatchObject({ id: 'clinic/short', options: { epochs: 3 } });
    expect(open(variant, true).form.id).toBe('short-copy');
  });

  it('brings a removed recipe back with its variants', () => {
    const file = fileOf([small, published]);
    expect(file?.variants.map(({ id }) => id)).toEqual(['as-published']);
    expect(file === null ? [] : expandRecipe(file, false)).toEqual([small, published]);
    expect(fileOf([])).toBeNull();
  });
});
