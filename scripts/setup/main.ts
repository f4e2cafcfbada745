import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { clearFailure, readChoice, readRecentFailure, saveChoice, saveFailure } from './engine-choice.ts';
import { setUpEngine } from './engine.ts';
import { Progress } from './progress.ts';
import { SetupProblem } from './setup-problem.ts';

/** Exit code that tells the bootstrap: go on, but look again next time. */
const WITHOUT_TENSORFLOW = 3;

const { values } = parseArgs({
  options: { cuda: { type: 'boolean' }, cpu: { type: 'boolean' }, retry: { type: 'boolean' } },
});
const cache = cacheFolder();
const progress = new Progress();
const variant = values.cuda ? 'cuda' : values.cpu ? 'cpu' : await readChoice(cache);

const recent = values.retry ? null : await readRecentFailure(cache, variant, Date.now());
if (recent !== null) {
  process.stderr.write(`Without TensorFlow: ${recent} “npm run setup” tries again.\n`);
  process.exit(WITHOUT_TENSORFLOW);
}
try {
  await setUpEngine({ modules: resolve('node_modules'), cache, variant, progress });
  progress.done();
  if (values.cuda || values.cpu) await saveChoice(cache, variant);
  await clearFailure(cache, variant);
} catch (error) {
  progress.done();
  const known = error instanceof SetupProblem;
  const message = known ? error.message : `The set-up of TensorFlow failed: ${error instanceof Error ? error.message : String(error)}`;
  const remedy = known ? error.remedy : 'Please report this.';
  process.stderr.write(`Without TensorFlow, the engine computes by WebGPU or WebAssembly, more slowly: ${message} ${remedy}\n`);
  if (!known || error.isWorthRemembering) await saveFailure(cache, variant, message, Date.now()).catch(() => undefined);
  process.exitCode = WITHOUT_TENSORFLOW;
}
