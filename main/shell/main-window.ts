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

/** Behind the page until it has painted, so that nothing flashes; like the interface's own backgrounds. */
const background = { dark: '#1c1c1c', light: '#fafafa' } as const;

export function openMainWindow(files: WindowFiles): BrowserWindow {
  const { isMaximized, ...place } = readWindowState(
    files.state,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...place,
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
      writeWindowState(files.state, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (thrown) {
      files.log(`The window's place could not be remembered: ${toAppError(thrown).message}`);
    }
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    files.log(`The window's page ended (${details.reason}) and is loaded again.`);
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.reload();
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
