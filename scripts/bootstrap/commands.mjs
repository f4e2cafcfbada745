/**
 * @typedef {object} Command
 * @property {string[][]} steps Scripts with their fixed arguments, run one after the other; the user's arguments go to the last.
 * @property {boolean} needsEngine
 * @property {string[]} [engineOptions] Options that go to the set-up.
 * @property {boolean} [runsWhereTheUserIs]
 */

const ENGINE_OPTIONS = ['--cuda', '--cpu'];

/** @type {Readonly<Record<string, Command>>} */
const COMMANDS = {
  demo: { steps: [['main/cli/nevus.ts', 'demo']], needsEngine: true, engineOptions: ENGINE_OPTIONS, runsWhereTheUserIs: true },
  test: { steps: [['scripts/test.ts']], needsEngine: true },
  start: { steps: [['scripts/start.ts']], needsEngine: true },
  nevus: { steps: [['main/cli/nevus.ts']], needsEngine: true, runsWhereTheUserIs: true },
  setup: { steps: [], needsEngine: true, engineOptions: [...ENGINE_OPTIONS, '--stand-in-electron', '--keras'] },
  build: { steps: [['scripts/build.ts']], needsEngine: false },
  check: { steps: [['scripts/check.ts']], needsEngine: false },
  bench: { steps: [['bench/main.ts']], needsEngine: true },
  package: {
    steps: [['scripts/build.ts'], ['node_modules/electron-builder/cli.js', '--config', 'electron-builder.yml']],
    needsEngine: true,
  },
};

/**
 * @param {string} name
 * @returns {Command | null}
 */
export function findCommand(name) {
  return Object.hasOwn(COMMANDS, name) ? (COMMANDS[name] ?? null) : null;
}

/**
 * @param {string} name
 * @returns {string}
 */
export function usage(name) {
  const complaint = name === '' ? 'Name a command' : `There is no command “${name}”`;
  return `${complaint}: npm run ${Object.keys(COMMANDS).join(' | ')}\n`;
}
