import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { ErrorBody } from '../../common/errors/app-error.ts';

/** A folder or file that the user chose; null where the dialog was closed. */
export async function chooseFolder(window: BrowserWindow | null, title: string, kind: 'folder' | 'file'): Promise<string | null> {
  const options = { title, properties: [kind === 'folder' ? ('openDirectory' as const) : ('openFile' as const)] };
  const { canceled, filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** The workspace cannot be opened: nothing can be done but say why. */
export async function tellStartFailure(error: ErrorBody): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'Nevus',
    message: 'Nevus could not open its data.',
    detail: error.message,
    buttons: ['Quit'],
  });
}

/** @returns whether to start the host again */
export async function askAfterCrash(canRestart: boolean): Promise<boolean> {
  const detail = canRestart
    ? 'Everything that was saved is safe. A training or import that ran is marked as interrupted.'
    : 'It stopped again shortly after its start. Everything that was saved is safe. Start Nevus again later, or look into the log in the data folder.';
  const buttons = canRestart ? ['Restart', 'Quit'] : ['Quit'];
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Nevus',
    message: 'The part of Nevus that keeps your data stopped unexpectedly.',
    detail,
    buttons,
    defaultId: 0,
    cancelId: buttons.length - 1,
  });
  return canRestart && response === 0;
}

/** @returns whether to quit although work is going on */
export async function askBeforeQuitting(titles: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Nevus',
    message: titles.length === 1 ? `${titles[0] ?? 'A job'} is still running.` : `${titles.length} jobs are still running.`,
    detail:
      'Quitting interrupts them and keeps what they have done: they can be resumed when Nevus is open again. What waits goes on waiting.',
    buttons: ['Keep running', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}
