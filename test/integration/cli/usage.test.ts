import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../main/cli/program.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runJson, runNevus, startNevus } from './run-nevus.ts';

describe('the command line', { timeout: 60_000 }, () => {
  it('explains every command without opening a workspace', () => {
    const program = createProgram();
    const all = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
    expect(all.length).toBeGreaterThan(15);
    for (const command of all) {
      expect(command.description(), command.name()).not.toBe('');
      expect(command.helpInformation(), command.name()).toContain('--json');
      expect(command.helpInformation(), command.name()).toContain('--workspace');
    }
  });

  it('prints help and version on stdout, with code 0', async () => {
    const help = await runNevus('--help');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Exit codes:');
    expect((await runNevus('train', '--help')).stdout).toContain('--learning-rate <rate>');
    expect((await runNevus('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('answers wrong usage with code 2, on stderr', async () => {
    const unknown = await runNevus('trian');
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('Did you mean train?');
    const missing = await runJson('predict');
    expect(missing.code).toBe(2);
    expect(missing.document).toMatchObject({ error: { code: 'invalid-input', message: expect.stringContaining("'files'") as string } });
    const wrongAge = await runNevus('predict', 'a.jpg', '--age', '150');
    expect(wrongAge).toMatchObject({ code: 2, stderr: expect.stringContaining('0 to 120') as string });
  });

  it('checks combinations before it opens the workspace', async () => {
    const workspace = join(await temporaryFolder(), 'absent');
    expect(await runNevus('import', '--workspace', workspace)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--resume') as string,
    });
    expect(await runNevus('serve', '--address', '0.0.0.0', '--workspace', workspace)).toMatchObject({ code: 2 });
    expect(await runNevus('evaluate', '1', '2', '--part', 'test', '--workspace', workspace)).toMatchObject({ code: 2 });
  });

  it('says that a folder is missing, or is no dataset', async () => {
    const folder = await temporaryFolder();
    const workspace = ['--workspace', join(folder, 'workspace')];
    expect((await runNevus('import', join(folder, 'absent'), ...workspace)).code).toBe(3);
    await mkdir(join(folder, 'empty'));
    const empty = await runJson('import', join(folder, 'empty'), ...workspace);
    expect([empty.code, empty.document['error']]).toMatchObject([3, { code: 'no-dataset' }]);
  });

  it('says that the workspace cannot be a file', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const { code, stderr } = await runNevus('datasets', '--workspace', file);
    expect(code).not.toBe(0);
    expect(stderr).toContain(file);
  });

  it('serves the workspace until it is told to stop, and refuses a second host meanwhile', async () => {
    const workspace = ['--workspace', join(await temporaryFolder(), 'workspace')];
    const server = startNevus(['serve', '--json', ...workspace]);
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    try {
      const printed = await new Promise<string>((resolve) => server.stdout.once('data', (data: Buffer) => resolve(data.toString('utf8'))));
      const { address, origin } = JSON.parse(printed) as { address: string; origin: string };
      expect(address.startsWith(`${origin}/sign-in?token=`)).toBe(true);
      const cookie = (await fetch(address)).headers.get('set-cookie')?.split(';')[0] ?? '';
      expect(await (await fetch(origin, { headers: { cookie } })).text()).toContain('<title>Nevus</title>');
      const second = await runJson('datasets', ...workspace);
      expect([second.code, second.document['error']]).toMatchObject([4, { code: 'conflict' }]);
    } finally {
      server.kill('SIGINT');
    }
    expect(await ended).toBe(0);
    expect((await runNevus('datasets', ...workspace)).code).toBe(0);
  });

  it('stops an import at Ctrl-C, keeps what it has read, and goes on with it later', async () => {
    const folder = await temporaryFolder();
    const workspace = ['--workspace', join(folder, 'workspace')];
    const sample = join(folder, 'sample');
    await runNevus('sample', sample, '--lesions-per-class', '12', '--width', '320', '--height', '240');
    const importing = startNevus(['import', sample, ...workspace]);
    const ended = new Promise<number | null>((resolve) => importing.once('exit', resolve));
    let said = '';
    importing.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!said.includes('Importing') && text.includes('Importing')) importing.kill('SIGINT');
      said += text;
    });
    expect(await ended).toBe(130);
    expect(said).toContain('nevus import --resume 1');
    const resumed = await runJson('import', '--resume', '1', ...workspace);
    expect(resumed).toMatchObject({ code: 0, document: { dataset: 1, rejected: 0 } });
    const datasets = await runJson('datasets', ...workspace);
    expect(datasets.document).toMatchObject({ datasets: [{ status: 'ready', photographCount: resumed.document['imported'] }] });
  });

  it('reports what the machine has, a line a part', async () => {
    const { code, document } = await runJson('doctor', '--workspace', join(await temporaryFolder(), 'workspace'));
    expect(code).toBe(0);
    const parts = (document['lines'] as { part: string }[]).map(({ part }) => part);
    expect(parts).toEqual(expect.arrayContaining(['Node', 'TensorFlow', 'SQLite', 'sharp', 'Electron', 'Disk', 'Memory']));
  });
});
