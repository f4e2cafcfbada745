import { homedir } from 'node:os';
import { runProgram } from '../setup/run-program.ts';
import { findLongFiles, findMachineTraces } from './file-rules.ts';
import { readRepositoryFiles } from './repository-files.ts';

export interface Check {
  name: string;
  /** What is wrong, ready to print; null when nothing is. */
  run: (isFixing: boolean) => Promise<string | null>;
}

function tool(name: string, script: string, args: readonly string[], fixArgs: readonly string[] = args): Check {
  return {
    name,
    run: async (isFixing) => {
      const { code, output } = await runProgram(process.execPath, [script, ...(isFixing ? fixArgs : args)]);
      return code === 0 ? null : output.trim();
    },
  };
}

/** What lint knows of the types here has nothing in common with the rest, so that the two can run side by side. */
const RENDERER = ['renderer', 'test/unit/renderer'];

function lint(name: string, args: readonly string[]): Check {
  const all = [...args, '--max-warnings=0'];
  return tool(name, 'node_modules/eslint/bin/eslint.js', all, [...all, '--fix']);
}

const formatting = (mode: string): readonly string[] => ['.', mode, '--log-level=warn'];
const listing = (problems: readonly string[]): string | null => (problems.length === 0 ? null : problems.join('\n'));

/** npm refuses a lock file that lacks packages of other platforms, which an installation beside an existing one may leave out. */
const lockFile: Check = {
  name: 'lock',
  run: async () => {
    const script = process.env['npm_execpath'];
    const args = ['ci', '--dry-run', '--loglevel=error'];
    const { code, output } = await (script?.endsWith('.js') ? runProgram(process.execPath, [script, ...args]) : runProgram('npm', args));
    return code === 0 ? null : (output.split('npm error Clean install')[0] ?? output);
  },
};

/** In the order in which they begin: the longest first. */
export const CHECKS: readonly Check[] = [
  lint('lint-renderer', RENDERER),
  lint('lint', ['.', ...RENDERER.flatMap((folder) => ['--ignore-pattern', `${folder}/`])]),
  tool('types', 'node_modules/typescript/bin/tsc', ['--build']),
  tool('svelte', 'node_modules/svelte-check/bin/svelte-check', [
    '--workspace',
    'renderer',
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ]),
  tool('format', 'node_modules/prettier/bin/prettier.cjs', formatting('--check'), formatting('--write')),
  tool('unused', 'node_modules/knip/bin/knip.js', ['--no-progress']),
  lockFile,
  { name: 'sizes', run: async () => listing(findLongFiles(await readRepositoryFiles())) },
  { name: 'traces', run: async () => listing(findMachineTraces(await readRepositoryFiles(), [homedir(), process.cwd()])) },
];
