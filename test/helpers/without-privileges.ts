/**
 * Runs work as a user who must respect permissions: root, as tests often run in containers, may read everything. Null where this machine cannot do
 * that (Windows has no such permissions).
 */
export async function withoutPrivileges<Result>(work: () => Promise<Result>): Promise<Result | null> {
  if (process.platform === 'win32') return null;
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
