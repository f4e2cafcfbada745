import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureReference } from '../reference/ensure-reference.ts';
import { cacheFolder } from './cache-folder.ts';
import { readChoice, saveChoice } from './engine-choice.ts';
import type { EngineVariant } from './engine-packages.ts';
import { setUpEngine } from './engine.ts';
import { Progress } from './progress.ts';
import { clearFailure, readRecentFailure, saveFailure } from './recent-failure.ts';
import { SetupProblem } from './setup-problem.ts';
import { provideStandInElectron } from './stand-in-electron.ts';

/** Exit code that tells the bootstrap: go on, but look again next time. */
const INCOMPLETE = 3;
const WITHOUT = 'Without TensorFlow, the engine computes by WebGPU or WebAssembly, more slowly:';

const cache = cacheFolder();
const progress = new Progress();

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EDQUOT']);

function toProblem(error: unknown): SetupProblem {
  if (error instanceof SetupProblem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (UNWRITABLE.has(code)) {
    const options = { isWorthRemembering: false };
    return new SetupProblem(`The cache folder ${cache} cannot be written (${code}).`, 'Name another in NEVUS_CACHE.', options);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new SetupProblem(`The set-up failed unexpectedly: ${message}.`, 'Please report this.');
}

async function setUpTensorFlow(variant: EngineVariant, isRetry: boolean): Promise<boolean> {
  const recent = isRetry ? null : await readRecentFailure(cache, `engine-${variant}`, Date.now());
  if (recent !== null) {
    process.stderr.write(`${WITHOUT} ${recent} “npm run setup” tries again.\n`);
    return false;
  }
  try {
    await setUpEngine({ modules: resolve('node_modules'), cache, variant, progress });
    await clearFailure(cache, `engine-${variant}`);
    return true;
  } catch (error) {
    progress.done();
    const { message, remedy, isWorthRemembering } = toProblem(error);
    process.stderr.write(`${WITHOUT} ${message} ${remedy}\n`);
    // Where even this cannot be written, the next command just tries again.
    if (isWorthRemembering) await saveFailure(cache, `engine-${variant}`, message, Date.now()).catch(() => undefined);
    return false;
  }
}

async function setUpElectron(): Promise<boolean> {
  try {
    await provideStandInElectron(cache, progress);
    return true;
  } catch (error) {
    progress.done();
    const { message, remedy } = toProblem(error);
    process.stderr.write(`${message} ${remedy}\n`);
    return false;
  }
}

const { values } = parseArgs({
  options: {
    cuda: { type: 'boolean' },
    cpu: { type: 'boolean' },
    retry: { type: 'boolean' },
    'stand-in-electron': { type: 'boolean' },
    keras: { type: 'boolean' },
  },
});
const chosen = values.cuda ? 'cuda' : values.cpu ? 'cpu' : null;
const variant = chosen ?? (await readChoice(cache));
const hasTensorFlow = await setUpTensorFlow(variant, values.retry ?? false);
if (hasTensorFlow && chosen !== null) await saveChoice(cache, chosen);
const hasElectron = values['stand-in-electron'] ? await setUpElectron() : true;
progress.done();
if (values.keras) {
  const keras = await ensureReference('keras', cache);
  if ('missing' in keras) process.stderr.write(`${keras.missing}\n`);
}
if (!hasTensorFlow || !hasElectron) process.exitCode = INCOMPLETE;
