import { Caller } from '../../../common/contract/caller.ts';
import { Channels } from '../../../common/contract/channels.ts';
import { shellChannel, shellProtocol } from '../../../common/contract/shell-protocol.ts';
import type { ShellProtocol } from '../../../common/contract/shell-protocol.ts';
import { toAppError } from '../../../common/errors/app-error.ts';
import { EngineSession } from '../../../main/engine-host/engine-session.ts';
import { parentLine } from '../../../main/host/parent-line.ts';
import { shellEngineLauncher } from '../../../main/host/shell-engines.ts';

// A host in a utility process: only what it does with the shell and with engines, on the real code for both.

const line = parentLine();
const control = new Channels(line).open(shellChannel);
control.onClose(() => process.exit());
const shell = new Caller<ShellProtocol>(shellProtocol, control);

async function work(): Promise<object> {
  if (line.onEnginePort === null) throw new Error('not a utility process');
  const launch = shellEngineLauncher(shell, line.onEnginePort);
  const folder = await shell.call('shell.chooseFolder', { title: 'Any' });

  const engineProcess = launch('wasm');
  const engine = new EngineSession(engineProcess);
  const described = await engine.call('engine.describe', {});
  const hasProcess = typeof engineProcess.processId === 'number';
  await engine.end();

  const crashing = new EngineSession(launch('tensorflow'));
  const predict = crashing.call('engine.predict', {
    modelFolder: '',
    pixels: { height: 1, width: 1, rowsPerShard: 1, shards: [] },
    rows: [],
  });
  const crash = await predict.then(
    () => null,
    (thrown: unknown) => toAppError(thrown).toBody(),
  );
  return { folder, described, hasProcess, isEnded: !engine.isAlive, crash };
}

work()
  .then(async (found) => {
    process.stdout.write(`found ${JSON.stringify(found)}\n`);
    await shell.call('shell.reportStarted', {});
  })
  .catch((thrown: unknown) => shell.call('shell.reportFailure', { error: toAppError(thrown).toBody() }));
