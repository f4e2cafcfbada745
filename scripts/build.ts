import { fileURLToPath } from 'node:url';
import { buildTargets } from './build/build-targets.ts';
import { targets } from './build/targets.ts';

// `build.ts [renderer] [shell] [preload] [js]`: builds what is named, or everything; skips what is up to date.

const root = fileURLToPath(new URL('..', import.meta.url));
// vite.config.ts names its folders relative to the root.
process.chdir(root);

const names = process.argv.slice(2);
const unknown = names.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is nothing named ${unknown.join(', ')} to build: ${targets.map(({ name }) => name).join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const wanted = targets.filter(({ name }) => names.length === 0 || names.includes(name));
  try {
    const built = await buildTargets(root, wanted, (name) => process.stderr.write(`Building ${name} ...\n`));
    if (built.length === 0 && names.length === 0) process.stderr.write('Everything is built already.\n');
  } catch (thrown) {
    process.stderr.write(`The build failed: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  }
}
