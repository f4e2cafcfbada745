import { expect, it } from 'vitest';
import { toCsv } from '../../../../renderer/format/csv.ts';

it('quotes what needs it, and keeps figures in full', () => {
  expect(toCsv([['a', 'b,c', 'say "so"', 'two\nlines'], [0.1 + 0.2, null, 1e-12, 'ä'], []])).toBe(
    'a,"b,c","say ""so""","two\nlines"\r\n0.30000000000000004,,1e-12,ä\r\n\r\n',
  );
});
