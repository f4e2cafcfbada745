import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';
import { programFolder } from '../host/program-files.ts';
import { runScript } from './run-script.ts';

/** The folder of the built interface. In a checkout it is built first where its sources are newer. */
export async function prepareInterface(signal: AbortSignal): Promise<string> {
  const root = programFolder();
  const script = join(root, 'scripts', 'build.ts');
  const isBuilt = !existsSync(script) || (await runScript(script, ['renderer'], { output: 'stderr', signal })) === 0;
  const folder = join(root, 'out', 'renderer');
  if (!isBuilt || !existsSync(join(folder, 'index.html'))) {
    throw new AppError('internal', 'The interface could not be built. The reason is above; npm run build shows it again.');
  }
  return folder;
}
