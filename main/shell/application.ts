import { app, shell } from 'electron';
import type { BrowserWindow } from 'electron';
import { join } from 'node:path';
import { listActiveJobs } from './active-jobs.ts';
import { askAfterCrash, askBeforeQuitting, chooseFolder, tellStartFailure } from './dialogs.ts';
import { EngineChildren } from './engine-children.ts';
import { FrameRelay } from './frame-relay.ts';
import { launchHost } from './host-child.ts';
import { HostConnection } from './host-connection.ts';
import { imageFiles } from './image-files.ts';
import { interfaceFiles } from './interface-files.ts';
import type { Locations } from './locations.ts';
import { lockDown } from './lockdown.ts';
import { openMainWindow, showScreen } from './main-window.ts';
import { installMenu } from './menu.ts';
import { imageScheme, interfaceScheme } from './schemes.ts';
import { serveScheme } from './serve-scheme.ts';

export interface ApplicationOptions {
  readonly workspace: string;
  readonly locations: Locations;
  readonly log: (line: string) => void;
}

/** A host that ends this soon after its start, and the one after it too, would only go on ending. */
const shortestLifeMs = 10_000;

/** The running application: one window, one host. */
export class Application {
  readonly #options: ApplicationOptions;
  readonly #host: HostConnection;
  readonly #engines: EngineChildren;
  #window: BrowserWindow | null = null;
  #hostStartedAtMs = 0;
  #earlyEnds = 0;
  #hasFailed = false;
  #isQuitting = false;

  constructor(options: ApplicationOptions) {
    this.#options = options;
    const { locations, workspace, log } = options;
    this.#host = new HostConnection(
      () => launchHost({ entry: locations.hostEntry, args: ['--workspace', workspace], nodePath: locations.nodePath, log }),
      {
        'shell.reportStarted': () => ({}),
        'shell.reportFailure': async ({ error }) => {
          this.#hasFailed = true;
          await tellStartFailure(error);
          return {};
        },
        'shell.chooseFolder': async ({ title, kind }) => ({ path: await chooseFolder(this.#window, title, kind) }),
        'shell.startEngine': async ({ engineId, choice, deviceId }) => ({
          processId: await this.#engines.start(engineId, choice, deviceId),
        }),
        'shell.killEngine': ({ engineId }) => {
          this.#engines.kill(engineId);
          return {};
        },
      },
      () => {
        this.#engines.killAll();
        void this.#recover();
      },
    );
    this.#engines = new EngineChildren({
      entry: locations.engineEntry,
      sendPort: (engineId, port) => this.#host.sendPort(engineId, port),
      onExit: (engineId, exitCode) => this.#host.broadcast('shell.engineExited', { engineId, exitCode }),
      onOutput: (engineId, text) => this.#host.broadcast('shell.engineWrote', { engineId, text }),
    });
  }

  /** Must be called once Electron is ready. */
  start(): void {
    const { locations, workspace } = this.#options;
    lockDown();
    serveScheme(interfaceScheme, interfaceFiles(locations.interfaceFolder));
    serveScheme(
      imageScheme,
      imageFiles(() => this.#host.images()),
    );
    installMenu({
      showScreen: (path) => {
        this.showWindow();
        if (this.#window !== null) showScreen(this.#window, path);
      },
      openWorkspaceFolder: () => void shell.openPath(workspace),
    });
    // Before the window: its page speaks as soon as it runs.
    const relay = new FrameRelay((name) => this.#host.openChannel(name));
    relay.listen();
    this.#startHost();
    this.showWindow();
  }

  /** Opens the window, or brings it to the front. */
  showWindow(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const { locations, workspace, log } = this.#options;
    const window = openMainWindow({ preload: locations.preload, state: join(workspace, 'window', 'state.json'), log });
    window.on('closed', () => (this.#window = null));
    this.#window = window;
  }

  /** Asks where work is going on, then stops the host and leaves. */
  async quit(): Promise<void> {
    if (this.#isQuitting) return;
    const titles = await listActiveJobs(this.#host);
    if (titles.length > 0 && !(await askBeforeQuitting(titles))) {
      this.showWindow();
      return;
    }
    this.#isQuitting = true;
    this.#window?.close();
    await this.#host.stop();
    app.exit();
  }

  #startHost(): void {
    this.#hostStartedAtMs = Date.now();
    this.#host.start();
  }

  async #recover(): Promise<void> {
    this.#options.log('The host process ended unexpectedly.');
    this.#earlyEnds = Date.now() - this.#hostStartedAtMs < shortestLifeMs ? this.#earlyEnds + 1 : 0;
    if (this.#hasFailed || !(await askAfterCrash(this.#earlyEnds < 2))) {
      app.exit(1);
      return;
    }
    this.#startHost();
    // The page starts anew with the new host, at the screen where it was.
    this.#window?.reload();
  }
}
