import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  /** Shows a screen by its path: `/import`. */
  showScreen(path: string): void;
  openWorkspaceFolder(): void;
}

/** The application's menu. Items that only say where they lead, so that the interface stays the one place that does things. */
export function installMenu(actions: MenuActions): void {
  const go = (label: string, accelerator: string, path: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => actions.showScreen(path),
  });
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        go('Import photographs…', 'CmdOrCtrl+I', '/import'),
        go('Predict photographs…', 'CmdOrCtrl+P', '/predict'),
        { type: 'separator' },
        { label: 'Show the data folder', click: () => actions.openWorkspaceFolder() },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        go('Home', 'CmdOrCtrl+1', '/'),
        go('Browse', 'CmdOrCtrl+2', '/browse'),
        go('Train', 'CmdOrCtrl+3', '/train'),
        go('Review', 'CmdOrCtrl+4', '/review'),
        go('Settings', 'CmdOrCtrl+,', '/settings'),
        { type: 'separator' },
        { role: 'reload' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', label: '&Help', submenu: [{ label: 'About Nevus', click: () => app.showAboutPanel() }] },
  ];
  app.setAboutPanelOptions({
    applicationName: 'Nevus',
    applicationVersion: app.getVersion(),
    copyright: 'Research use only, not for diagnosis. Apache-2.0.',
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
