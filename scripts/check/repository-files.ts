import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface RepositoryFile {
  path: string;
  text: string;
}

const TEXT = /\.(ts|mts|mjs|cjs|js|svelte|css|html|json|md|yml|yaml|txt|svg|csv|sh)$|(^|\/)(\.npmrc|\.gitignore|\.ci\/run|LICENSE)$/;

/** Every text file that is committed or about to be (new and not ignored). */
export async function readRepositoryFiles(): Promise<RepositoryFile[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { maxBuffer: 1e8 });
  const paths = stdout.split('\0').filter((path) => TEXT.test(path));
  const files = await Promise.all(
    paths.map(async (path): Promise<RepositoryFile | null> => {
      // A file that was removed but not yet from the index has no text to check.
      const text = await readFile(path, 'utf8').catch(() => null);
      return text === null ? null : { path, text };
    }),
  );
  return files.filter((file) => file !== null);
}
