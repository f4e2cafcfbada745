import { homedir } from 'node:os';
import { join } from 'node:path';

/** The workspace where none is named: the platform's folder for application data. */
export function defaultWorkspace(platform: NodeJS.Platform = process.platform, environment: NodeJS.ProcessEnv = process.env): string {
  return join(applicationData(platform, environment), 'Nevus');
}

function applicationData(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (platform === 'win32') return nonEmpty(environment['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return nonEmpty(environment['XDG_DATA_HOME']) ?? join(home, '.local', 'share');
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
