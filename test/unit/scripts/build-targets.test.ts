import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildTargets } from '../../../scripts/build/build-targets.ts';
import { fingerprint } from '../../../scripts/build/fingerprint.ts';
import type { BuildTarget } from '../../../scripts/build/targets.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('buildTargets', () => {
  let root = '';
  let target: BuildTarget;
  const build = (): Promise<string[]> => buildTargets(root, [target]);

  beforeEach(async () => {
    root = await temporaryFolder();
    await mkdir(join(root, 'source', 'nested'), { recursive: true });
    await writeFile(join(root, 'source', 'nested', 'a.ts'), 'one');
    await writeFile(join(root, 'config.ts'), 'config');
    target = {
      name: 'thing',
      inputs: ['source', 'config.ts', 'absent'],
      output: 'out/thing.js',
      build: async () => writeFile(join(root, 'out', 'thing.js'), await readFile(join(root, 'source', 'nested', 'a.ts'))),
    };
  });

  it('builds once, and again only when a content changes', async () => {
    expect(await build()).toEqual(['thing']);
    expect(await build()).toEqual([]);
    await utimes(join(root, 'source', 'nested', 'a.ts'), new Date(), new Date());
    expect(await build()).toEqual([]);
    await writeFile(join(root, 'source', 'nested', 'a.ts'), 'two');
    expect(await build()).toEqual(['thing']);
    expect(await readFile(join(root, 'out', 'thing.js'), 'utf8')).toBe('two');
  });

  it('builds again where the output was removed', async () => {
    await build();
    await rm(join(root, 'out', 'thing.js'));
    expect(await build()).toEqual(['thing']);
  });

  it('does not take a failed build for done', async () => {
    const failing = { ...target, build: () => Promise.reject(new Error('no')) };
    await expect(buildTargets(root, [failing])).rejects.toThrow('no');
    expect(await build()).toEqual(['thing']);
  });

  it('lets two builds at once wait for each other', async () => {
    const both = await Promise.all([build(), build()]);
    expect(both.flat()).toEqual(['thing']);
  });
});

describe('fingerprint', () => {
  it('minds names as well as contents', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'a'), 'x');
    const before = await fingerprint(root, ['a', 'b']);
    await rm(join(root, 'a'));
    await writeFile(join(root, 'b'), 'x');
    expect(await fingerprint(root, ['a', 'b'])).not.toBe(before);
  });
});
