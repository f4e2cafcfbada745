import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A hash of the contents and names of files and folders: equal if and only if a build of them would come out alike. Absent ones count as empty. */
export async function fingerprint(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const path of await listFiles(root, input)) {
      hash.update(`${path}\0`);
      hash.update(
        createHash('sha256')
          .update(await readFile(join(root, path)))
          .digest(),
      );
    }
  }
  return hash.digest('hex');
}

async function listFiles(root: string, path: string): Promise<string[]> {
  const facts = await stat(join(root, path)).catch(() => null);
  if (facts === null) return [];
  if (facts.isFile()) return [path];
  const names = (await readdir(join(root, path))).filter((name) => name !== 'node_modules').sort();
  const nested = await Promise.all(names.map((name) => listFiles(root, `${path}/${name}`)));
  return nested.flat();
}
