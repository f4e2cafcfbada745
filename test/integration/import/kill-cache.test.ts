import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { decodePhotograph } from '../../../main/imaging/decode-photograph.ts';
import { PixelCache } from '../../../main/imaging/pixel-cache.ts';
import { jpegBytes } from '../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const shape = { height: 224, width: 224, resizeMode: 'centre-crop' } as const;
const photographCount = 500;

it('a pixel cache whose process was killed keeps what was promised and is completed by the next', async () => {
  const photographFolder = await temporaryFolder();
  const cacheFolder = await temporaryFolder();
  const photographs = await Promise.all(
    Array.from({ length: photographCount }, async (_, number) => {
      // Comments make the files differ that would else repeat.
      const bytes = Buffer.concat([await jpegBytes(number % 50, 64, 64), Buffer.from(`photograph ${number}`)]);
      const path = join(photographFolder, `${String(number).padStart(4, '0')}.jpg`);
      await writeFile(path, bytes);
      return { path, contentHash: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  const child = spawn(process.execPath, [fileURLToPath(new URL('kill-cache.ts', import.meta.url)), photographFolder, cacheFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  child.stdout.on('data', (chunk: Buffer) => {
    if (Number(chunk.toString().trim().split('\n').at(-1)) >= 300) child.kill('SIGKILL');
  });
  expect(await ended).toBe('SIGKILL');

  let decoded = 0;
  const { source, rows } = await new PixelCache(cacheFolder).ensure(photographs, shape, { onProgress: (done) => (decoded = done) });
  expect(decoded).toBeGreaterThan(0);
  expect(decoded).toBeLessThan(photographCount);
  expect(new Set(rows).size).toBe(photographCount);
  const bytesPerRow = 224 * 224 * 3;
  const shard = await open(source.shards[0]!, 'r');
  for (let index = 0; index < photographCount; index += 60) {
    const { buffer } = await shard.read(Buffer.alloc(bytesPerRow), 0, bytesPerRow, rows[index]! * bytesPerRow);
    expect(buffer.equals(await decodePhotograph(photographs[index]!.path, shape))).toBe(true);
  }
  await shard.close();
});
