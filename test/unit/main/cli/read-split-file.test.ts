import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSplitFile } from '../../../../main/cli/read-split-file.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function read(text: string): Promise<unknown> {
  const path = join(await temporaryFolder(), 'parts.csv');
  await writeFile(path, text);
  return (await readSplitFile(path)).rows;
}

const rows = [
  { imageId: 'ISIC_1', part: 'train' },
  { imageId: 'ISIC_2', part: 'validation' },
  { imageId: 'ISIC_3', part: 'test' },
];

describe('readSplitFile', () => {
  it.each([
    ['commas', 'image_id,part\nISIC_1,train\nISIC_2,validation\nISIC_3,test\n'],
    [
      'semicolons, a BOM, CRLF and other columns',
      '\uFEFFPart;n;Image_ID\r\ntrain;1;ISIC_1\r\nValidation;2;"ISIC_2"\r\ntest;3; ISIC_3\r\n\r\n',
    ],
    ['tabs', 'image_id\tpart\nISIC_1\ttrain\nISIC_2\tvalidation\nISIC_3\ttest'],
  ])('reads %s', async (_name, text) => {
    expect(await read(text)).toEqual(rows);
  });

  it.each([
    ['no such column', 'image,part\na,train\n', 'needs the columns image_id and part. It has: image, part'],
    ['an unknown part', 'image_id,part\na,train\nb,holdout\n', 'line 3'],
    ['an empty id', 'image_id,part\n,train\n', 'line 2'],
    ['rows of another length', 'image_id,part\na,train,x\n', 'cannot be read as a table'],
    ['too few rows', 'image_id,part\na,train\n', 'fewer than three rows'],
    ['nothing at all', '', 'It has: none'],
  ])('refuses %s', async (_name, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'metadata-unreadable', message: expect.stringContaining(message) as string });
  });

  it('says that a file is missing', async () => {
    const path = join(await temporaryFolder(), 'absent.csv');
    await expect(readSplitFile(path)).rejects.toMatchObject({ code: 'file-missing' });
  });
});
