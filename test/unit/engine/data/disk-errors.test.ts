import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainDiskErrors } from '../../../../engine/data/disk-errors.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const explained = (path: string): Promise<void> =>
  explainDiskErrors('The network of epoch 5', 'The best epoch before it is safe.', () => writeFile(path, 'x'));

test.skipIf(process.platform !== 'linux')('a full disk is said in whole sentences', async () => {
  await expect(explained('/dev/full')).rejects.toMatchObject({
    code: 'disk-full',
    message:
      'The network of epoch 5 could not be written: the disk is full. The best epoch before it is safe. Free some space and start again.',
  });
});

test('other failures stay what they are', async () => {
  await expect(explained(join(await temporaryFolder(), 'missing', 'file'))).rejects.toMatchObject({ code: 'ENOENT' });
});
