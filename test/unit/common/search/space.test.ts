import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SearchPlan, SearchSpace } from '../../../../common/domain/search.ts';
import { RecipeFile } from '../../../../common/domain/recipe.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import { defaultSpace } from '../../../../common/search/default-space.ts';
import { spaceIssues } from '../../../../common/search/space-issues.ts';
import { recipeOfTrial } from '../../../../common/search/trial-recipe.ts';
import { trialOptions } from '../../../../common/search/trial-options.ts';
import { fromUnit, toUnit } from '../../../../common/search/unit-scale.ts';

const options = TrainingOptions.parse({ model: { architecture: 'mobilenet-v1' } });
const messages = (space: SearchSpace, base: TrainingOptions = options): string[] =>
  spaceIssues({ options: base, space, metric: 'balancedAccuracy' }).map(({ message }) => message);

test('values lie where they were drawn, in every kind of dimension', () => {
  const unit = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(unit, (place) => {
      for (const kind of ['log', 'linear'] as const) {
        const dimension = { kind, path: 'learningRate', from: 1e-4, to: 0.5 };
        expect(toUnit(dimension, fromUnit(dimension, place))).toBeCloseTo(place, 2);
      }
      const integer = { kind: 'integer' as const, path: 'batchSize', from: 3, to: 7 };
      const value = fromUnit(integer, place);
      expect(value).toBe(3 + Math.floor(place * 5));
      expect(fromUnit(integer, toUnit(integer, value))).toBe(value);
    }),
  );
});

test('a space that can be searched has no issues', () => {
  expect(
    messages([
      { kind: 'log', path: 'learningRate', from: 1e-5, to: 1 },
      { kind: 'linear', path: 'augmentation.mixup', from: 0, to: 0.4 },
      { kind: 'choice', path: 'model.denseUnits', values: [[], [64], [128, 64]] },
      { kind: 'choice', path: 'gradientClipNorm', values: [null, 1] },
      // Goes with imbalance `none` only, which is among the choices.
      { kind: 'choice', path: 'loss', values: ['focal', 'logit-adjusted'] },
      { kind: 'choice', path: 'imbalance', values: ['none', 'oversample'] },
    ]),
  ).toEqual([]);
});

test.each<[SearchSpace, RegExp]>([
  [[{ kind: 'linear', path: 'model.droput', from: 0, to: 0.5 }], /no setting named model\.droput\./],
  [[{ kind: 'log', path: 'learningRate', from: 0.1, to: 0.01 }], /range of learningRate is empty: .* not from 0\.1 to 0\.01\./],
  [[{ kind: 'linear', path: 'model.dropout', from: 0, to: 0.95 }], /^model\.dropout cannot be 0\.95: .*0\.9/],
  [[{ kind: 'linear', path: 'batchSize', from: 8, to: 64 }], /^batchSize cannot be 29\.39: .*int/i],
  [[{ kind: 'choice', path: 'optimizer', values: ['adam', 'adagrad'] }], /^optimizer cannot be "adagrad": /],
  [
    [{ kind: 'choice', path: 'loss', values: ['focal', 'logit-adjusted'] }],
    /^loss cannot be "logit-adjusted": imbalance: .*leave the imbalance/,
  ],
  [[{ kind: 'integer', path: 'epochs', from: 1, to: 9 }], /^epochs is not searched: every trial keeps its best epoch/],
  [[{ kind: 'choice', path: 'distillation', values: [null, {}] }], /^distillation is not searched: .* learn from no teacher/],
  [[{ kind: 'integer', path: 'seed', from: 1, to: 9 }], /^seed is not searched: the best seed says nothing/],
  [
    [{ kind: 'choice', path: 'naming', values: ['network', 'balanced'] }],
    /^naming is not searched: epochs are judged by the network’s own answer/,
  ],
  [
    [
      { kind: 'linear', path: 'model.dropout', from: 0, to: 0.5 },
      { kind: 'linear', path: 'model.dropout', from: 0, to: 0.6 },
    ],
    /^model\.dropout is named twice/,
  ],
  [
    [
      { kind: 'choice', path: 'augmentation', values: [{ flips: true }, { flips: false }] },
      { kind: 'linear', path: 'augmentation.mixup', from: 0, to: 0.4 },
    ],
    /^augmentation contains augmentation\.mixup/,
  ],
])('%j is refused by name', (space, expected) => {
  expect(messages(space)[0]).toMatch(expected);
});

test('the default space can be searched, for small networks and backbones alike', () => {
  for (const model of [{ architecture: 'mobilenet-v1' }, { architecture: 'hmnist-cnn' }, { architecture: 'nine-class-baseline' }]) {
    for (const learningRate of [1e-6, 1e-3, 10]) {
      const base = TrainingOptions.parse({ model, learningRate });
      expect(messages(defaultSpace(base), base)).toEqual([]);
    }
  }
  const adjusted = TrainingOptions.parse({ model: { architecture: 'vgg16' }, loss: 'logit-adjusted', imbalance: 'none' });
  expect(messages(defaultSpace(adjusted), adjusted)).toEqual([]);
});

test('a trial’s options are the search’s with its values, and make a recipe', () => {
  const plan: Pick<SearchPlan, 'options' | 'metric'> = { options, metric: 'loss' };
  const values = { learningRate: 0.01, 'model.denseUnits': [64], 'augmentation.mixup': 0.2 };
  const made = trialOptions(plan, values);
  expect(made).toMatchObject({
    learningRate: 0.01,
    bestBy: 'loss',
    model: { denseUnits: [64], alpha: 0.75 },
    augmentation: { mixup: 0.2, flips: true },
  });
  expect(options.learningRate).toBe(0.001);
  const search = {
    ...plan,
    id: 1,
    name: 'first',
    recipeId: 'gone',
    datasetId: 1,
    splitId: 1,
    space: [],
    method: { kind: 'random' as const },
    trials: 1,
    pruning: { kind: 'none' as const },
    seed: 1,
    status: 'succeeded' as const,
    jobId: 1,
    error: null,
    trialsEnded: 1,
    best: null,
    bestRunId: null,
    createdAt: '',
    startedAt: null,
    endedAt: null,
  };
  const trial = {
    number: 4,
    values,
    status: 'done' as const,
    runId: null,
    curve: [0.5],
    value: 0.5,
    bestEpoch: 1,
    reason: null,
    trainedMs: 1,
  };
  const file = recipeOfTrial({ id: 'mine', title: 'Mine' }, search, trial, null);
  expect(RecipeFile.parse(JSON.parse(JSON.stringify(file)))).toMatchObject({ id: 'mine', options: made, variants: [] });
  expect(file.summary).toContain('trial 4 of the search “first”. It reached 0.500 (loss, validation part)');
});
