import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const bootstrap = fileURLToPath(new URL('../../../scripts/bootstrap.mjs', import.meta.url));
const launcher = fileURLToPath(new URL('./fixtures/launching.mjs', import.meta.url));

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

async function runNode(args: readonly string[], onStdout: (pid: number) => void = () => undefined): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onStdout(child.pid!);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

it('tells an old Node what is needed, in one line', async () => {
  const pretend = join(await temporaryFolder(), 'old.cjs');
  await writeFile(pretend, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.0' } });");
  const { code, stdout, stderr } = await runNode(['--require', pretend, bootstrap, 'demo']);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('needs Node 20 or newer to set itself up, and this is Node 16.20.0');
});

it.each([
  [['fly'], 'There is no command “fly”'],
  [[], 'Name a command'],
  [['setup', '--cude'], 'setup does not know --cude'],
])('refuses %j with exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await runNode([bootstrap, ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it('ends with the child’s exit code and leaves its output alone', async () => {
  const { code, stdout, stderr } = await runNode([launcher, "console.log('out'); console.error('err'); process.exitCode = 7"]);
  expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' });
});

it('hands a signal on and lets the child end in its own way', async (context) => {
  if (process.platform === 'win32') context.skip('Windows has no signals');
  const child = "process.on('SIGTERM', () => { console.log('tidy'); process.exit(5); }); setInterval(() => {}, 1000); console.log('ready')";
  let hasKilled = false;
  const { code, stdout } = await runNode([launcher, child], (pid) => {
    if (!hasKilled) process.kill(pid, 'SIGTERM');
    hasKilled = true;
  });
  expect({ code, stdout }).toEqual({ code: 5, stdout: 'ready\ntidy\n' });
});

it('dies of the signal that killed the child', async (context) => {
  if (process.platform === 'win32') context.skip('Windows has no signals');
  const { signal } = await runNode([launcher, "process.kill(process.pid, 'SIGKILL')"]);
  expect(signal).toBe('SIGKILL');
});
