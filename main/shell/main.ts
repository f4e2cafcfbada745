import { app } from 'electron';
import { join } from 'node:path';
import { defaultWorkspace } from '../host/paths.ts';
import { Application } from './application.ts';
import { findLocations, workspaceArgument } from './locations.ts';
import { openLog } from './log-file.ts';
import { registerSchemes } from './schemes.ts';

registerSchemes();
// Root (a container, a test machine) can only run Chromium without its sandbox, and then this call would make it fail.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const workspace = workspaceArgument(process.argv) ?? defaultWorkspace();
// Chromium's own files lie in the workspace too: two workspaces are two applications, one workspace is one.
app.setPath('userData', join(workspace, 'window'));

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  const log = openLog(join(workspace, 'window', 'nevus.log'));
  const locations = findLocations(app.getAppPath(), app.isPackaged, process.env);
  const application = new Application({ workspace, locations, log });
  app.on('second-instance', () => application.showWindow());
  app.on('activate', () => application.showWindow());
  app.on('window-all-closed', () => void application.quit());
  app.on('before-quit', (event) => {
    event.preventDefault();
    void application.quit();
  });
  void app.whenReady().then(() => application.start());
}
