import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Locations {
  /** Folder of the built interface. */
  readonly interfaceFolder: string;
  readonly preload: string;
  readonly hostEntry: string;
  /** Compiled engine, for a packaged program, where the shell starts it. */
  readonly engineEntry: string;
  /** The plain Node that runs the host; null: a utility process of this Electron. */
  readonly nodePath: string | null;
}

/** First major version of Node whose Electron can load better-sqlite3 13 and our modules. */
const oldestUsableNode = 22;

/**
 * Where the parts of this program lie. A packaged program runs the compiled host in a utility process; a checkout, or an Electron that is too
 * old for our modules (the tests' stand-in), runs its sources on the plain Node 24 that NEVUS_NODE or the checkout names.
 */
export function findLocations(root: string, isPackaged: boolean, environment: NodeJS.ProcessEnv): Locations {
  const isTooOld = Number(process.versions.node.split('.')[0]) < oldestUsableNode;
  const needsNode = !isPackaged || isTooOld || environment['NEVUS_NODE'] !== undefined;
  const sources = join(root, 'main', 'host', 'host-process.ts');
  const compiled = join(root, 'out', 'js', 'main', 'host', 'host-process.js');
  return {
    interfaceFolder: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    hostEntry: needsNode && existsSync(sources) ? sources : compiled,
    engineEntry: join(root, 'out', 'js', 'engine', 'process', 'main.js'),
    nodePath: needsNode ? (environment['NEVUS_NODE'] ?? join(root, 'node_modules', '.bin', 'node')) : null,
  };
}

/** The workspace named by `--workspace <folder>` or `--workspace=<folder>`; null: the default one. */
export function workspaceArgument(args: readonly string[]): string | null {
  const joined = args.find((argument) => argument.startsWith('--workspace='))?.slice('--workspace='.length);
  const index = args.indexOf('--workspace');
  const named = joined ?? (index < 0 ? undefined : args[index + 1]);
  return named === undefined || named === '' ? null : resolve(named);
}
