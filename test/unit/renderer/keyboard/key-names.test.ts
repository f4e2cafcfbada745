import { expect, it } from 'vitest';
import { describeKeys } from '../../../../renderer/keyboard/key-names.ts';

it('names keys as they stand on a keyboard', () => {
  expect(describeKeys('g h', false)).toEqual([['G'], ['H']]);
  expect(describeKeys('$mod+Enter', false)).toEqual([['Ctrl', 'Enter']]);
  expect(describeKeys('$mod+Enter', true)).toEqual([['⌘', 'Enter']]);
  expect(describeKeys('ArrowLeft', false)).toEqual([['←']]);
});
