import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMetadataTable } from '../../../../main/datasets/metadata-table.ts';
import { decodeText, readMetadataText } from '../../../../main/datasets/metadata-text.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const expected = {
  columns: ['image_id', 'dx'],
  rows: [
    { line: 2, cells: ['a', 'nv'] },
    { line: 3, cells: ['b', 'mel'] },
  ],
};

describe('parseMetadataTable', () => {
  it.each([
    ['commas', 'image_id,dx\na,nv\nb,mel\n'],
    ['no line end at the end', 'image_id,dx\na,nv\nb,mel'],
    ['a byte order mark', '\uFEFFimage_id,dx\na,nv\nb,mel\n'],
    ['CRLF', 'image_id,dx\r\na,nv\r\nb,mel\r\n'],
    ['old Macintosh line ends', 'image_id,dx\ra,nv\rb,mel\r'],
    ['mixed line ends', 'image_id,dx\r\na,nv\nb,mel\r\n'],
    ['semicolons', 'image_id;dx\na;nv\nb;mel\n'],
    ['tabs', 'image_id\tdx\na\tnv\nb\tmel\n'],
    ['quotes', '"image_id","dx"\n"a","nv"\n"b","mel"\n'],
    ['blanks around cells', ' image_id , dx \n a , nv \n b , mel \n'],
    ['capitals in the header', 'Image_ID,DX\na,nv\nb,mel\n'],
    ['blank lines at the end', 'image_id,dx\na,nv\nb,mel\n\n\n'],
    ['lines of delimiters only at the end', 'image_id,dx\na,nv\nb,mel\n,\n,\n'],
  ])('reads a table with %s', async (_name, text) => {
    expect(await parseMetadataTable(text, 'table.csv')).toEqual(expected);
  });

  it('keeps delimiters, quotes and line ends inside quotes, and counts lines by where a row begins', async () => {
    const table = await parseMetadataTable('image_id,dx\r\n\r\n"a, ""b""\r\nc",nv\r\nd,mel\r\n', 'table.csv');
    expect(table.rows).toEqual([
      { line: 3, cells: ['a, "b"\nc', 'nv'] },
      { line: 5, cells: ['d', 'mel'] },
    ]);
  });

  it('tells the line of a quotation mark that is never closed', async () => {
    await expect(parseMetadataTable('image_id,dx\na,nv\nb,"mel\nc,nv\n', 'table.csv')).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message:
        'table.csv cannot be read: a quotation mark that opens on line 3 or later is never closed. Open it in a spreadsheet program, save it as CSV and try again.',
    });
  });

  it('tells the line of a misplaced quotation mark', async () => {
    await expect(parseMetadataTable('image_id,dx\na,nv\nb,me"l\n', 'table.csv')).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message:
        'table.csv cannot be read: there is a misplaced quotation mark on line 3. Open it in a spreadsheet program, save it as CSV and try again.',
    });
  });

  it('refuses a table of blank lines', async () => {
    await expect(parseMetadataTable('\n\n', 'table.csv')).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message: 'table.csv has no lines. Copy it again from its source.',
    });
  });

  it('stops when cancelled', async () => {
    await expect(parseMetadataTable('a,b\n1,2\n', 'table.csv', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('reading text', () => {
  it('reads UTF-8, UTF-16 of both kinds, and what older programs on Windows write', () => {
    const utf16 = Buffer.from('\uFEFFMüller', 'utf16le');
    expect(decodeText(Buffer.from('Müller'), 't')).toBe('Müller');
    expect(decodeText(utf16, 't')).toBe('Müller');
    expect(decodeText(Buffer.from(utf16).swap16(), 't')).toBe('Müller');
    expect(decodeText(Buffer.from('Müller', 'latin1'), 't')).toBe('Müller');
  });

  it('refuses binary data', () => {
    expect(() => decodeText(Buffer.from([0x50, 0x4b, 0, 1]), 'table.csv')).toThrow(
      'table.csv is not a text table: it holds binary data. Save it as CSV and try again.',
    );
  });

  it('refuses an empty file', async () => {
    const path = join(await temporaryFolder(), 'table.csv');
    await writeFile(path, '');
    await expect(readMetadataText(path, 'table.csv')).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message: 'table.csv is empty (0 bytes). Copy it again from its source.',
    });
  });
});
