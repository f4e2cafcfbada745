import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ensureReference } from '../../../scripts/reference/ensure-reference.ts';
import { REFERENCES } from '../../../scripts/reference/packages.ts';
import { saveFailure } from '../../../scripts/setup/recent-failure.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('pins what it asks for to the versions that all environments share', async () => {
  const constraints = await readFile(new URL('../../../scripts/reference/constraints.txt', import.meta.url), 'utf8');
  const pinned = new Map(constraints.split('\n').map((line) => [line.split('==')[0]?.replaceAll('_', '-'), line.split('==')[1]]));
  for (const { requirements } of Object.values(REFERENCES)) {
    for (const requirement of requirements) {
      const [, name, version] = /^([\w-]+)==([\w.]+)/.exec(requirement) ?? [];
      if (!name?.startsWith('tensorflow')) expect(pinned.get(name), requirement).toBe(version);
    }
  }
});

it('says why there is no reference, and leaves nothing behind', async () => {
  const cache = join(await temporaryFolder(), 'new');
  vi.stubEnv('NEVUS_OFFLINE', '1');
  try {
    const found = await ensureReference('onnx', cache);
    expect('missing' in found ? found.missing : found.python).toMatch(/NEVUS_OFFLINE forbids|needs Python 3\.11/);
    expect((await readdir(cache).catch(() => [])).filter((name) => !name.startsWith('failure-'))).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
  }
});

it('does not try again at once what failed a moment ago', async () => {
  const cache = await temporaryFolder();
  await saveFailure(cache, 'reference-keras', 'No network.', Date.now());
  expect(await ensureReference('keras', cache)).toEqual({ missing: 'No network.' });
});
