import { app } from 'electron';
import { join } from 'node:path';
import { EngineChildren } from '../../../main/shell/engine-children.ts';
import { launchHost } from '../../../main/shell/host-child.ts';
import { HostConnection } from '../../../main/shell/host-connection.ts';

// An application without a window: the shell's own code starts a host and, for it, engines, all as utility processes.

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const connection: HostConnection = new HostConnection(
  () => launchHost({ entry: join(app.getAppPath(), 'host.cjs'), args: [], nodePath: null, log: say }),
  {
    'shell.reportStarted': async () => {
      // The host has said what it found; nothing of it may be left behind.
      await connection.stop();
      say('stopped');
      app.exit();
      return {};
    },
    'shell.reportFailure': ({ error }) => {
      say(`failed ${error.message}`);
      app.exit(1);
      return {};
    },
    'shell.chooseFolder': () => ({ path: '/chosen' }),
    'shell.startEngine': async ({ engineId, choice }) => ({ processId: await engines.start(engineId, choice, undefined) }),
    'shell.killEngine': ({ engineId }) => {
      engines.kill(engineId);
      return {};
    },
  },
  () => say('lost'),
);
const engines = new EngineChildren({
  entry: join(app.getAppPath(), 'engine.cjs'),
  sendPort: (engineId, port) => connection.sendPort(engineId, port),
  onExit: (engineId, exitCode) => connection.broadcast('shell.engineExited', { engineId, exitCode }),
  onOutput: (engineId, text) => connection.broadcast('shell.engineWrote', { engineId, text }),
});

void app.whenReady().then(() => connection.start());
