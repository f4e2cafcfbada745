import { expect, it } from 'vitest';
import { pickSpread } from '../../../../../renderer/routes/home/dataset-covers.svelte.ts';

it('picks from every stretch of a list, and never more than there is', () => {
  expect(pickSpread([1, 2, 3, 4, 5, 6, 7, 8], 4)).toEqual([2, 4, 6, 8]);
  expect(pickSpread(['a', 'b'], 4)).toEqual(['a', 'b']);
  expect(pickSpread([], 4)).toEqual([]);
});
