import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureReference } from '../../scripts/reference/ensure-reference.ts';
import { lastLines, runProgram } from '../../scripts/setup/run-program.ts';
import { chooseCases } from '../cases.ts';
import { recordSession } from './record-session.ts';

/*
 * Where the time and the memory of one call go: TensorFlow's own statistics of a training step or a prediction of the benchmark, operation by operation. The
 * statistics need a session that is asked for them, which tfjs-node's are not, so the graph and what it was fed with are run again by the TensorFlow of the Keras reference.
 * Usage: node_modules/.bin/node bench/profile/main.ts --only c-resnet50-v2 [--threads 1] [--calls 3] [--top 25] [--keep <folder>]
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    threads: { type: 'string', default: '0' },
    calls: { type: 'string', default: '3' },
    top: { type: 'string', default: '25' },
    keep: { type: 'string' },
  },
});
const [chosen, ...others] = chooseCases(values.only);
if (chosen === undefined || others.length > 0) throw new Error('--only takes the name of one case.');
const job = chosen.job({ photographs: [], edge: 0 }, false);
if (job.kind !== 'train' && job.kind !== 'predict') throw new Error(`Case ${chosen.name} is no training step or prediction.`);
const reference = await ensureReference('keras');
if ('missing' in reference) throw new Error(reference.missing);
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'nevus-profile-')));
try {
  await recordSession(job, folder);
  const script = fileURLToPath(new URL('./session_profile.py', import.meta.url));
  const { code, output } = await runProgram(reference.python, [script, folder, values.threads, values.calls, values.top]);
  if (code !== 0) throw new Error(`The graph could not be run again: ${lastLines(output, 5)}`);
  process.stdout.write(await readFile(join(folder, 'profile.txt'), 'utf8'));
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}
