import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { fingerprint } from './fingerprint.ts';
import type { BuildTarget } from './targets.ts';

/** Builds what is out of date. Two builds at once in one checkout wait for each other. Returns the names of what was built. */
export async function buildTargets(
  root: string,
  targets: readonly BuildTarget[],
  onBuild: (name: string) => void = () => undefined,
): Promise<string[]> {
  const stamps = join(root, 'out', 'stamps');
  await mkdir(stamps, { recursive: true });
  return withLock(join(stamps, 'lock'), async () => {
    const built: string[] = [];
    for (const target of targets) {
      const stampFile = join(stamps, target.name);
      const current = await fingerprint(root, target.inputs);
      const known = await readFile(stampFile, 'utf8').catch(() => '');
      if (known === current && existsSync(join(root, target.output))) continue;
      onBuild(target.name);
      await target.build(root);
      await writeFile(stampFile, current);
      built.push(target.name);
    }
    return built;
  });
}
