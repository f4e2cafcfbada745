const tunablesName = 'GLIBC_TUNABLES';
const largePages = 'glibc.malloc.hugetlb=1';

/**
 * What an engine is started with: this process's environment, and on Linux the wish for large pages (glibc 2.35 and later; others pass it over). A training step asks for and
 * gives back gigabytes, and pages of 4 kB cost it a twentieth to a sixth of its time (decision 25). Somebody's own choice stands.
 */
export function engineEnvironment(inherited: NodeJS.ProcessEnv, platform: NodeJS.Platform): NodeJS.ProcessEnv {
  const chosen = inherited[tunablesName] ?? '';
  if (platform !== 'linux' || chosen.includes('glibc.malloc.hugetlb')) return inherited;
  return { ...inherited, [tunablesName]: chosen === '' ? largePages : `${chosen}:${largePages}` };
}
