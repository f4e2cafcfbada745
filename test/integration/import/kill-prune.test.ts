import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';
import { decodePhotograph } from '../../../main/imaging/decode-photograph.ts';
import { PixelCache } from '../../../main/imaging/pixel-cache.ts';
import { jpegBytes } from '../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const shape = { height: 224, width: 224, resizeMode: 'centre-crop' } as const;
const bytesPerRow = 224 * 224 * 3;
const photographCount = 80;

it(
  'a pixel cache whose pruning was killed at any moment never gives wrong pixels, and keeps what is needed',
  { timeout: 60_000 },
  async () => {
    const photographFolder = await temporaryFolder();
    const whole = await temporaryFolder();
    const photographs = await Promise.all(
      Array.from({ length: photographCount }, async (_, number) => {
        const bytes = Buffer.concat([await jpegBytes(number % 30), Buffer.from(`photograph ${number}`)]);
        const path = join(photographFolder, `${number}.jpg`);
        await writeFile(path, bytes);
        return { path, contentHash: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
    await new PixelCache(whole).ensure(photographs, shape);
    const needed = photographs.filter(({ contentHash }) => contentHash.endsWith('0'));
    const random = new SeededRandom(1, 'kills');
    let killed = 0;
    for (let round = 0; round < 3; round++) {
      const cacheFolder = join(await temporaryFolder(), 'pixels');
      await cp(whole, cacheFolder, { recursive: true });
      const child = spawn(process.execPath, [fileURLToPath(new URL('kill-prune.ts', import.meta.url)), cacheFolder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
      const delayMs = random.next() * 60;
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs));
      if ((await ended) === 'SIGKILL') killed++;

      let decoded = 0;
      const cache = new PixelCache(cacheFolder);
      await cache.ensure(needed, shape, { onProgress: (done) => (decoded = done) });
      expect(decoded).toBe(0);
      const { source, rows } = await cache.ensure(photographs, shape);
      expect(new Set(rows).size).toBe(photographCount);
      const shard = await open(source.shards[0]!, 'r');
      for (let index = 0; index < photographCount; index += 9) {
        const { buffer } = await shard.read(Buffer.alloc(bytesPerRow), 0, bytesPerRow, rows[index]! * bytesPerRow);
        expect(buffer.equals(await decodePhotograph(photographs[index]!.path, shape))).toBe(true);
      }
      await shard.close();
    }
    expect(killed).toBeGreaterThan(0);
  },
);
