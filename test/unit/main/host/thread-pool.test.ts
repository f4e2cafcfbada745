import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('../../../../main/host/thread-pool.ts', import.meta.url));

function sizeWith(environment: NodeJS.ProcessEnv): string {
  const args = ['--import', module, '--eval', "process.stdout.write(process.env['UV_THREADPOOL_SIZE'])"];
  const { UV_THREADPOOL_SIZE: _ours, ...others } = process.env;
  return execFileSync(process.execPath, args, { env: { ...others, ...environment }, encoding: 'utf8' });
}

test('as many photographs are decoded at once as there are cores, unless somebody says otherwise', () => {
  expect(Number(sizeWith({}))).toBe(Math.min(32, Math.max(4, availableParallelism() + 2)));
  expect(sizeWith({ UV_THREADPOOL_SIZE: '7' })).toBe('7');
});
