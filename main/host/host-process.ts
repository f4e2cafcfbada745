import './thread-pool.ts';
import { Caller } from '../../common/contract/caller.ts';
import { Channels } from '../../common/contract/channels.ts';
import { Responder } from '../../common/contract/responder.ts';
import { imageChannel, imageProtocol, shellChannel, shellProtocol } from '../../common/contract/shell-protocol.ts';
import type { ShellProtocol } from '../../common/contract/shell-protocol.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { createHost } from './create-host.ts';
import type { Host } from './create-host.ts';
import { parentLine } from './parent-line.ts';
import { shellEngineLauncher } from './shell-engines.ts';

// The host as a process of its own, started by the shell: `host-process.ts --workspace <folder>`.

const workspace = process.argv[process.argv.indexOf('--workspace') + 1];
if (!process.argv.includes('--workspace') || workspace === undefined)
  throw new AppError('invalid-input', 'Name the workspace: --workspace <folder>.');

const line = parentLine();
const channels = new Channels(line);
const control = channels.open(shellChannel);
const shell = new Caller<ShellProtocol>(shellProtocol, control);

const starting: Promise<Host> = createHost({
  workspace,
  folderChoice: 'dialog',
  ...(line.onEnginePort === null ? {} : { launchEngine: shellEngineLauncher(shell, line.onEnginePort) }),
  chooseFolder: async (title, kind) => (await shell.call('shell.chooseFolder', { title, kind })).path,
  log: (text) => process.stderr.write(`${text}\n`),
});

const images = new Responder(imageProtocol, {
  'images.locate': async ({ photographId, variant }) => (await starting).locateImage(photographId, variant),
});

channels.onOpen((name, transport) => {
  if (name === imageChannel) images.serve(transport);
  else
    starting.then(
      (host) => host.connect(transport),
      // Told to the shell below; the window learns it from the shell.
      () => transport.close(),
    );
});

const ending = { isBegun: false };
const end = async (): Promise<void> => {
  if (ending.isBegun) return;
  ending.isBegun = true;
  await starting.then(
    (host) => host.close(),
    // There is nothing to close, and the failure was reported.
    () => undefined,
  );
  process.exit();
};
control.onClose(() => void end());
line.onClose(() => void end());

try {
  await starting;
  await shell.call('shell.reportStarted', {});
} catch (thrown) {
  if (!ending.isBegun) {
    const error = toAppError(thrown);
    process.stderr.write(`The workspace could not be opened: ${error.message}\n`);
    await shell.call('shell.reportFailure', { error: error.toBody() }).catch(() => undefined);
    process.exit(1);
  }
}
