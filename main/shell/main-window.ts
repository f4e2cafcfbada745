import { BrowserWindow, nativeTheme, screen } from 'electron';
import { toAppError } from '../../common/errors/app-error.ts';
import { interfaceOrigin } from './schemes.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface WindowFiles {
  readonly preload: string;
  /** Where the window's place is remembered. */
  readonly state: string;
  readonly log: (line: string) => void;
}

/** A page that ends again this soon would only go on ending. */
const shortestPageLifeMs = 10_000;

/** Behind the page until it has painted, so that nothing flashes; like the interface's own backgrounds. */
const background = { dark: '#1c1c1c', light: '#fafafa' } as const;

export function openMainWindow(files: WindowFiles): BrowserWindow {
  const { position, width, height, isMaximized } = readWindowState(
    files.state,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...position,
    width,
    height,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Nevus',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      const bounds = window.getNormalBounds();
      const place = { position: { x: bounds.x, y: bounds.y }, width: bounds.width, height: bounds.height };
      writeWindowState(files.state, { ...place, isMaximized: window.isMaximized() });
    } catch (thrown) {
      files.log(`The window's place could not be remembered: ${toAppError(thrown).message}`);
    }
  });
  let goneAtMs = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const isRepeated = Date.now() - goneAtMs < shortestPageLifeMs;
    goneAtMs = Date.now();
    files.log(`The window's page ended (${reason}); it is ${isRepeated ? 'closed, because it ended before' : 'loaded again'}.`);
    if (isRepeated) window.destroy();
    else window.reload();
  });
  void loadInterface(window, files.log);
  return window;
}

async function loadInterface(window: BrowserWindow, log: (line: string) => void): Promise<void> {
  try {
    await window.loadURL(`${interfaceOrigin}/index.html`);
  } catch (thrown) {
    log(`The interface did not load: ${toAppError(thrown).message}`);
  }
}

/** Shows a screen of the interface: only the part after `#` changes, so nothing is loaded anew. */
export function showScreen(window: BrowserWindow, path: string): void {
  void window.loadURL(`${interfaceOrigin}/index.html#${path}`);
}
