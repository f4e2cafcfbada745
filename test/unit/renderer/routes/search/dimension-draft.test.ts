import { describe, expect, it } from 'vitest';
import { defaultSpace } from '../../../../../common/search/default-space.ts';
import { draftOfDimension, kindsOf, toDimension, withKind, withNamed } from '../../../../../renderer/routes/search/dimension-draft.ts';
import { nameOfValue, offeredOptions, searchableOption } from '../../../../../renderer/routes/search/searchable-options.ts';
import { mobilenetOptions } from '../../helpers/examples.ts';

describe('a dimension in fields', () => {
  it('is read back as it was', () => {
    for (const dimension of defaultSpace(mobilenetOptions)) {
      expect(toDimension(draftOfDimension(dimension))).toEqual({ dimension });
    }
    for (const option of offeredOptions(mobilenetOptions, [])) {
      const proposed = option.propose(mobilenetOptions);
      expect(toDimension(draftOfDimension(proposed)), option.path).toEqual({ dimension: proposed });
    }
  });

  it('reads lists of figures, and lists of lists', () => {
    const batch = { path: 'batchSize', kind: 'choice', from: '', to: '', list: '16; 32 64', named: [] } as const;
    expect(toDimension({ ...batch, named: [] })).toEqual({ dimension: { kind: 'choice', path: 'batchSize', values: [16, 32, 64] } });
    const units = { ...batch, named: [], path: 'model.denseUnits', list: 'none; 64; 256, 128' };
    expect(toDimension(units)).toEqual({ dimension: { kind: 'choice', path: 'model.denseUnits', values: [[], [64], [256, 128]] } });
    expect(toDimension({ ...units, list: 'many; 64' })).toHaveProperty(
      'error',
      'Layers are whole numbers, such as 64; choices are separated by semicolons: none; 64; 256, 128.',
    );
    expect(toDimension({ ...batch, named: [], list: '16, x' })).toEqual({ error: 'Figures are separated by commas, such as 16, 32, 64.' });
    expect(toDimension({ ...batch, named: [], list: '16, 16' })).toEqual({ error: 'One value is named twice. Name each once.' });
    expect(toDimension({ ...batch, named: [], list: '16' })).toHaveProperty(
      'error',
      'Name at least two values, or remove this setting from the search.',
    );
  });

  it('takes over what was typed when it is varied in another way', () => {
    const rate = draftOfDimension({ kind: 'log', path: 'learningRate', from: 1e-4, to: 1e-2 });
    expect(kindsOf('learningRate')).toEqual(['log', 'linear', 'choice']);
    expect(withKind(rate, 'choice').list).toBe('0.0001, 0.001, 0.01');
    expect(withKind(rate, 'linear')).toMatchObject({ kind: 'linear', from: '0.0001', to: '0.01' });
    const batch = draftOfDimension({ kind: 'choice', path: 'batchSize', values: [64, 16, 32] });
    expect(withKind(batch, 'integer')).toMatchObject({ kind: 'integer', from: '16', to: '64' });
    expect(withKind({ ...rate, from: 'x' }, 'choice')).toMatchObject({ kind: 'choice', list: '' });
  });

  it('chooses named values in their order', () => {
    const option = searchableOption('optimizer')!;
    const draft = draftOfDimension({ kind: 'choice', path: 'optimizer', values: ['adam', 'rmsprop'] });
    expect(withNamed(draft, option, 'sgd', true).named).toEqual(['"adam"', '"sgd"', '"rmsprop"']);
    expect(withNamed(draft, option, 'adam', false).named).toEqual(['"rmsprop"']);
    expect([
      nameOfValue('imbalance', 'none'),
      nameOfValue('model.denseUnits', []),
      nameOfValue('augmentation.flips', false),
      nameOfValue('gradientClipNorm', null),
    ]).toEqual(['Leave as it is', 'none', 'off', 'off']);
  });
});
