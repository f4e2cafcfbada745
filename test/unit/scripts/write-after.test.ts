import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { writeAfter } from '../../../scripts/test/write-after.ts';

it.each(['resolves', 'rejects'])('holds back what comes too early, and gives it in its order when what it waits for %s', async (how) => {
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  const written: string[] = [];
  const streamTo = (name: string): PassThrough =>
    new PassThrough().on('data', (data: Buffer) => written.push(`${name} ${data.toString()}`));
  const [out, error] = [streamTo('out'), streamTo('error')];
  const write = writeAfter(promise);
  write(out, 'one');
  write(error, Buffer.from('two'));
  write(out, 'three');
  expect(written).toEqual([]);
  if (how === 'resolves') resolve(null);
  else reject(new Error('The other one failed.'));
  await Promise.allSettled([promise]);
  expect(written).toEqual(['out one', 'error two', 'out three']);
  write(error, 'four');
  expect(written.at(-1)).toBe('error four');
});
