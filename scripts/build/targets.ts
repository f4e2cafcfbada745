import { join } from 'node:path';
import { build } from 'vite';
import { runProgram } from '../setup/run-program.ts';

/** One thing that is built. */
export interface BuildTarget {
  readonly name: string;
  /** Files and folders, relative to the root, that decide its content. */
  readonly inputs: readonly string[];
  /** A file that is there once it was built. */
  readonly output: string;
  readonly build: (root: string) => Promise<void>;
}

/** The oldest Electron that must run shell and preload is the tests' stand-in, 22: its Node is 16. */
const oldestNode = 'node16';

/** Bundles one entry and everything it imports, except Electron and Node's own modules, into one CommonJS file. */
async function bundle(root: string, entry: string, outFolder: string, fileName: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outFolder),
      emptyOutDir: true,
      target: oldestNode,
      minify: false,
      sourcemap: true,
      rolldownOptions: { external: ['electron', /^node:/], output: { format: 'cjs', entryFileNames: fileName, codeSplitting: false } },
    },
  });
}

/** The compiled modules of host and engine, for the packaged program. A checkout runs the sources. */
async function compile(root: string): Promise<void> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runProgram(process.execPath, [compiler, '-b', 'main', 'engine'], { cwd: root });
  if (code !== 0) throw new Error(`TypeScript refuses the sources:\n${output}`);
}

const shared = ['common', 'package.json', 'package-lock.json', 'scripts/build'];

export const targets: readonly BuildTarget[] = [
  {
    name: 'renderer',
    inputs: ['renderer', 'vite.config.ts', 'svelte.config.js', 'resources', ...shared],
    output: 'out/renderer/index.html',
    build: (root) => build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' }).then(() => undefined),
  },
  {
    name: 'shell',
    inputs: ['main/shell', 'preload', ...shared],
    output: 'out/shell/main.cjs',
    build: (root) => bundle(root, 'main/shell/main.ts', 'out/shell', 'main.cjs'),
  },
  {
    name: 'preload',
    inputs: ['preload', ...shared],
    output: 'out/preload/index.cjs',
    build: (root) => bundle(root, 'preload/index.ts', 'out/preload', 'index.cjs'),
  },
  { name: 'js', inputs: ['main', 'engine', 'tsconfig.base.json', ...shared], output: 'out/js/main/host/host-process.js', build: compile },
];
