import { expect, it } from 'vitest';
import { capitalise } from '../../../../renderer/format/words.ts';

it('makes the first letter a capital, and nothing else', () => {
  expect(capitalise('lower extremity')).toBe('Lower extremity');
  expect(capitalise('écaille')).toBe('Écaille');
  expect(capitalise('')).toBe('');
});
