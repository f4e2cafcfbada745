import { existsSync, realpathSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lastLines, runProgram } from './run-program.ts';
import { SetupProblem } from './setup-problem.ts';

export const BINDING = join('lib', 'napi-v8', 'tfjs_binding.node');
const LIBRARIES = { linux: ['so.2', 'so'], darwin: ['2.dylib', '2.dylib'] } as const;

function suffixes(platform: NodeJS.Platform): readonly [real: string, link: string] {
  return platform === 'darwin' ? LIBRARIES.darwin : LIBRARIES.linux;
}

/** The libraries under the names that they ask one another for. */
export function libraryNames(platform: NodeJS.Platform): readonly string[] {
  const [suffix] = suffixes(platform);
  return [`libtensorflow_cc.${suffix}`, `libtensorflow_framework.${suffix}`];
}

/** Names the compiler that is missing, or null where a binding can be built. */
export async function missingCompiler(): Promise<string | null> {
  const programs = process.platform === 'darwin' ? ['clang++', 'make'] : [process.env['CXX'] || 'g++', 'make'];
  for (const program of programs) {
    if ((await runProgram(program, ['--version'])).code !== 0) return program;
  }
  return null;
}

/** Moves the unpacked wheel's libraries and headers to where the package's `binding.gyp` looks for them. */
export async function layOutLibraries(unpacked: string, target: string, platform: NodeJS.Platform): Promise<void> {
  const [, link] = suffixes(platform);
  const libraries = join(target, 'deps', 'lib');
  await mkdir(libraries, { recursive: true });
  for (const name of libraryNames(platform)) await rename(join(unpacked, 'tensorflow', name), join(libraries, name));
  const [core, framework] = libraryNames(platform);
  if (core === undefined || framework === undefined) throw new Error('No library names');
  await symlink(core, join(libraries, `libtensorflow.${link}`));
  if (framework !== `libtensorflow_framework.${link}`) await symlink(framework, join(libraries, `libtensorflow_framework.${link}`));
  await rename(join(unpacked, 'tensorflow', 'include'), join(target, 'deps', 'include'));
}

/** Compiles `tfjs_binding.node` from the package's sources beside the libraries in `target`. */
export async function buildBinding(modules: string, target: string): Promise<void> {
  const source = join(modules, '@tensorflow', 'tfjs-node-gpu');
  for (const name of ['binding', 'binding.gyp', 'package.json']) await cp(join(source, name), join(target, name), { recursive: true });
  // Node's own headers come with its npm package; without them node-gyp would download them.
  const node = dirname(dirname(realpathSync(process.execPath)));
  const headers = existsSync(join(node, 'include', 'node', 'node_api.h')) ? [`--nodedir=${node}`] : [];
  const gyp = join(modules, 'node-gyp', 'bin', 'node-gyp.js');
  const { code, output } = await runProgram(
    process.execPath,
    [gyp, 'rebuild', ...headers, '--module_name=tfjs_binding', `--module_path=${join(target, dirname(BINDING))}`, '--napi_build_version=8'],
    { cwd: target },
  );
  if (code !== 0) {
    const firstError = output.split('\n').find((line) => /\berror\b/i.test(line) && !line.startsWith('gyp info'));
    throw new SetupProblem(
      `The TensorFlow binding did not compile: ${firstError ?? lastLines(output, 3)}`,
      'Please report this with your compiler’s version.',
    );
  }
  if (process.platform === 'darwin') await repairInstallNames(target);
  await Promise.all(
    ['build', 'binding', 'binding.gyp', 'package.json', join('deps', 'include')].map((name) =>
      rm(join(target, name), { recursive: true, force: true }),
    ),
  );
}

/** The binding's build knows the name that TensorFlow's C archive has; the wheel's libraries call themselves otherwise. */
async function repairInstallNames(target: string): Promise<void> {
  for (const name of libraryNames('darwin')) {
    const change = ['-change', `@rpath/${name}`, `@loader_path/../../deps/lib/${name}`, join(target, BINDING)];
    const { code, output } = await runProgram('install_name_tool', change);
    if (code !== 0)
      throw new SetupProblem(`The TensorFlow binding could not be linked: ${lastLines(output, 1)}`, 'Install Xcode’s command line tools.');
  }
}

const LOAD = `
const binding = require(process.argv[2]);
process.stdout.write(String(binding.TF_Version));
`;

/** Loads the binding in a process of its own, because a library that does not fit the machine may kill it. */
export async function checkBinding(target: string, version: string): Promise<void> {
  const script = join(target, 'check.cjs');
  await writeFile(script, LOAD);
  const { code, stdout, output } = await runProgram(process.execPath, [script, join(target, BINDING)], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  await rm(script);
  if (code === 0 && stdout === version) return;
  throw new SetupProblem(
    `TensorFlow ${version} does not load on this machine: ${lastLines(output, 1)}`,
    'The engine uses WebGPU or WebAssembly instead.',
  );
}

export async function tfjsVersion(modules: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(modules, '@tensorflow', 'tfjs-node-gpu', 'package.json'), 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
  throw new Error('@tensorflow/tfjs-node-gpu has no version');
}
