import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureReference } from '../../scripts/reference/ensure-reference.ts';

/** What the script wrote, or why there is no Keras here. */
export type KerasAnswer<Output> = { readonly output: Output } | { readonly missing: string };

/**
 * Runs a Python script of ours with Keras: it is given the path of a file with `input` as JSON and of the file that it is to write its answer into. Where there
 * is no Keras the reason is printed, so that a test may skip; in CI there must be one.
 */
export async function askKeras<Output>(script: string, input: unknown): Promise<KerasAnswer<Output>> {
  const reference = await ensureReference('keras');
  if ('missing' in reference) {
    if (process.env['CI'] !== undefined) throw new Error(reference.missing);
    process.stderr.write(`Not compared with Keras: ${reference.missing}\n`);
    return { missing: reference.missing };
  }
  const folder = await mkdtemp(join(tmpdir(), 'nevus-keras-'));
  try {
    const [asked, answered] = [join(folder, 'input.json'), join(folder, 'output.json')];
    await writeFile(asked, JSON.stringify(input));
    const environment = { ...process.env, KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3' };
    await promisify(execFile)(reference.python, [script, asked, answered], { env: environment });
    return { output: JSON.parse(await readFile(answered, 'utf8')) as Output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
