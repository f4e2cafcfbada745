import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runJson, runNevus } from './run-nevus.ts';

vi.setConfig({ testTimeout: 90_000 });

test('caches are listed, and removed when somebody said yes', async () => {
  const workspace = join(await temporaryFolder(), 'wörk space');
  const features = join(workspace, 'features', 'ab12');
  await mkdir(features, { recursive: true });
  await writeFile(join(features, '0001.bin'), Buffer.alloc(2_500_000));
  const list = await runNevus('cache', '--workspace', workspace);
  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(list.stdout).toMatch(/^kept +size +not needed\nDecoded photographs +0 MB +0 MB\nFeatures of frozen backbones +2\.5 MB +2\.5 MB\n/);
  const dry = await runJson('cache', 'prune', '--dry-run', '--workspace', workspace);
  expect(dry).toMatchObject({ code: 0, document: { dryRun: true, extent: 'unneeded', removableBytes: 2_500_000 } });
  const unanswered = await runJson('cache', 'prune', '--everything', '--workspace', workspace);
  expect(unanswered).toMatchObject({ code: 4, document: { error: { code: 'not-allowed' } } });
  expect(await readdir(features)).toEqual(['0001.bin']);
  const removed = await runJson('cache', 'prune', '--yes', '--workspace', workspace);
  expect(removed).toMatchObject({ code: 0, document: { extent: 'unneeded', freedBytes: 2_500_000 } });
  expect(await readdir(join(workspace, 'features'))).toEqual([]);
  const again = await runNevus('cache', 'prune', '--workspace', workspace);
  expect(again).toMatchObject({ code: 0, stdout: 'There is nothing to remove.\n' });
});
