import { expect, it } from 'vitest';
import { FactsForm } from '../../../../renderer/state/facts-form.svelte.ts';

it('tells a run those facts that it takes and that are typed', () => {
  const form = new FactsForm();
  const all = ['age', 'sex', 'site'] as const;
  expect(form.read(all)).toEqual({ ageYears: null, sex: null, site: null });
  form.age = ' 55,5 ';
  form.sex = 'female';
  form.site = 'back';
  expect(form.read(all)).toEqual({ ageYears: 55.5, sex: 'female', site: 'back' });
  expect(form.read(['sex'])).toEqual({ ageYears: null, sex: 'female', site: null });
});

it('says what is wrong with an age and leaves it out', () => {
  const form = new FactsForm();
  expect(form.ageError).toBeNull();
  for (const [text, error] of [
    ['old', 'A number is needed.'],
    ['121', 'At most 120.'],
    ['-1', 'At least 0.'],
  ] as const) {
    form.age = text;
    expect([form.ageError, form.read(['age']).ageYears]).toEqual([error, null]);
  }
});
