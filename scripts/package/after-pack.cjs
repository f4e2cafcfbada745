// electron-builder's hook, which must be CommonJS: brings TensorFlow into the packaged program.
'use strict';
const { cpSync, existsSync, mkdirSync, realpathSync } = require('node:fs');
const { dirname, join } = require('node:path');

const PACKAGE = ['node_modules', '@tensorflow', 'tfjs-node-gpu'];
const BINDING = ['lib', 'napi-v8', 'tfjs_binding.node'];

/**
 * In a checkout these are links into the cache folder that clones share; the package gets the files themselves. Without TensorFlow on the
 * building machine the program is packaged all the same, and computes by WebGPU or WebAssembly.
 * @param {{ appOutDir: string, packager: { projectDir: string, getResourcesDir(out: string): string }, electronPlatformName: string }} context
 */
exports.default = (context) => {
  const source = join(context.packager.projectDir, ...PACKAGE);
  const resources = context.packager.getResourcesDir(context.appOutDir);
  const unpacked = join(resources, existsSync(join(resources, 'app.asar')) ? 'app.asar.unpacked' : 'app', ...PACKAGE);
  const isThisPlatform = context.electronPlatformName === process.platform;
  if (!isThisPlatform || !existsSync(join(source, ...BINDING))) {
    process.stderr.write('Packaged without TensorFlow: it is not set up for that platform here.\n');
    return;
  }
  mkdirSync(dirname(join(unpacked, ...BINDING)), { recursive: true });
  cpSync(realpathSync(join(source, ...BINDING)), join(unpacked, ...BINDING));
  // Links from one library name to another stay links: the libraries are large.
  cpSync(realpathSync(join(source, 'deps', 'lib')), join(unpacked, 'deps', 'lib'), { recursive: true, verbatimSymlinks: true });
};
