import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from '../../../../main/services/csv.ts';

test('quotes what needs it, ends lines with CRLF, leaves nothing blank by accident', () => {
  const csv = toCsv(
    ['a', 'b'],
    [
      ['x, y', 'he said "no"'],
      [null, true],
      ['two\nlines', 0.5],
    ],
  );
  expect(csv).toBe('a,b\r\n"x, y","he said ""no"""\r\n,true\r\n"two\nlines",0.5\r\n');
});

test('text that a spreadsheet would run as a formula becomes text', () => {
  for (const text of ['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=cmd|"/c calc"!A1']) {
    const [, [cell]] = parse(toCsv(['note'], [[text]]), { relax_column_count: true }) as [string[], string[]];
    expect(cell).toBe(`'${text}`);
  }
});

test('numbers keep their sign, and ordinary text is not touched', () => {
  expect(toCsv(['a', 'b', 'c'], [[-1.5, 'a=b', 'Sitz: Fuß']])).toBe('a,b,c\r\n-1.5,a=b,Sitz: Fuß\r\n');
});

test('whatever text goes in is read back by another CSV reader', () => {
  const harmless = fc.string({ unit: 'grapheme' }).filter((text) => !/^\s*[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.array(harmless, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const read: unknown = parse(toCsv(['a', 'b'], rows), { record_delimiter: '\r\n', skip_empty_lines: false });
      expect((read as string[][]).slice(1)).toEqual(rows);
    }),
  );
});
