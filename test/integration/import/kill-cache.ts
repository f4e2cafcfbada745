import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PixelCache } from '../../../main/imaging/pixel-cache.ts';

// A process to be killed: fills a pixel cache with the photographs of a folder, and says how far it is.
const [photographFolder = '', cacheFolder = ''] = process.argv.slice(2);
const photographs = await Promise.all(
  (await readdir(photographFolder)).sort().map(async (name) => {
    const path = join(photographFolder, name);
    return {
      path,
      contentHash: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    };
  }),
);
await new PixelCache(cacheFolder).ensure(
  photographs,
  { height: 224, width: 224, resizeMode: 'centre-crop' },
  { onProgress: (done) => process.stdout.write(`${done}\n`) },
);
