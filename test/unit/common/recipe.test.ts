import { describe, expect, it } from 'vitest';
import { applyPatch, expandRecipe, RecipeFile } from '../../../common/domain/recipe.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';

const options = TrainingOptions.parse({
  model: { architecture: 'hmnist-cnn' },
  epochs: 80,
  earlyStopping: { metric: 'loss', patience: 5 },
});
const file = { id: 'mine', title: 'Mine', summary: '', source: '', published: null, expects: '', options };

describe('a recipe', () => {
  it('is followed by its variants, with what they change and nothing else', () => {
    const parsed = RecipeFile.parse({
      ...file,
      variants: [{ id: 'short', title: 'Short', summary: 's', changes: { epochs: 3, augmentation: { flips: false } } }],
    });
    const [base, short] = expandRecipe(parsed, true);
    expect(base).toMatchObject({ id: 'mine', project: 'mine', isOwn: true, options });
    expect(short).toMatchObject({ id: 'mine/short', project: 'mine', title: 'Short' });
    expect(short!.options).toEqual({ ...options, epochs: 3, augmentation: { ...options.augmentation, flips: false } });
  });

  it('refuses a variant that makes no valid options', () => {
    const parsed = RecipeFile.parse({ ...file, variants: [{ id: 'none', title: 'x', summary: '', changes: { epochs: 0 } }] });
    expect(() => expandRecipe(parsed, true)).toThrow(/epochs/);
  });
});

describe('a patch', () => {
  it('turns off what null turns off, and brings defaults back elsewhere', () => {
    expect(applyPatch(options, { earlyStopping: null }).earlyStopping).toBeNull();
    expect(applyPatch({ ...options, learningRate: 0.5 }, { learningRate: null }).learningRate).toBe(1e-3);
  });

  it('takes nothing of one network over to another', () => {
    const small = applyPatch(options, { model: { architecture: 'hmnist-cnn', width: 0.5 } });
    expect(small.model).toEqual({ architecture: 'hmnist-cnn', imageSize: 28, width: 0.5 });
    expect(applyPatch(small, { model: { architecture: 'two-conv' } }).model).toEqual({ architecture: 'two-conv', imageSize: 64 });
  });
});
