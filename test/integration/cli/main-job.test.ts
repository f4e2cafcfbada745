import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runNevus, startNevus } from './run-nevus.ts';

/** The main job on a small sample, command after command over one workspace, as a user would do it. */
describe('the command line, from photographs to readings', { timeout: 120_000 }, () => {
  let folder = '';
  let sample = '';
  let workspace: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nevus-cli-'));
    sample = join(folder, 'Prüfung 1');
    workspace = ['--workspace', join(folder, 'workspace')];
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('generates a sample', async () => {
    const args = ['sample', sample, '--lesions-per-class', '6', '--width', '64', '--height', '48'];
    const { code, document } = await runJson(...args);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      folder: sample,
      photographs: expect.any(Number) as number,
      classes: expect.arrayContaining(['mel']) as string[],
    });
  });

  it('says what is wrong with a folder without importing it', async () => {
    const part = join(sample, 'HAM10000_images_part_1');
    const [first = ''] = await readdir(part);
    await copyFile(join(part, first), join(folder, 'kept.jpg'));
    await writeFile(join(part, first), (await readFile(join(part, first))).subarray(0, 300));
    const { code, document } = await runJson('import', sample, '--dry-run', ...workspace);
    await copyFile(join(folder, 'kept.jpg'), join(part, first));
    expect(code).toBe(0);
    expect(document).toMatchObject({ dryRun: true, dataset: null, imported: 0, rejected: 1 });
    expect(JSON.stringify(document)).toContain(first);
    const { stdout } = await runNevus('datasets', ...workspace);
    expect(stdout).toContain('No datasets yet');
  });

  it('imports, and lists what it imported', async () => {
    const { code, document, stderr } = await runJson('import', sample, '--name', 'Prüfung', ...workspace);
    expect([code, document['dataset'], document['rejected']]).toEqual([0, 1, 0]);
    expect(document['imported']).toBeGreaterThan(30);
    expect(stderr).toContain('photographs');
    const listed = await runNevus('datasets', ...workspace);
    expect(listed.stdout).toMatch(/ 1 {2}Prüfung {2}ready/);
  });

  it('splits by lesion, and refuses a split that leaks', async () => {
    const made = await runJson('split', 'prüfung', '--seed', '3', '--validation', '20%', '--test', '0.2', ...workspace);
    expect(made.document).toMatchObject({ split: 1, dataset: 1, name: 'Seed 3' });
    const metadata = (await readFile(join(sample, 'HAM10000_metadata.csv'), 'utf8')).trim().split('\n').slice(1);
    const rows = metadata.map((row, index) => `${row.split(',')[1] ?? ''};${['train', 'validation', 'test'][index % 3] ?? ''}`);
    const file = join(folder, 'leaking.csv');
    await writeFile(file, ['image_id;part', ...rows].join('\r\n'));
    const refused = await runJson('split', '1', '--from', file, ...workspace);
    expect(refused.code).toBe(4);
    expect(refused.document).toMatchObject({ error: { code: 'split-leaks' } });
  });

  it('trains, listing the run', async () => {
    const args = ['train', 'Prüfung', '--epochs', '2', '--batch-size', '8', '--no-early-stopping', '--name', 'Erste', '--seed', '4'];
    const { code, document, stderr } = await runJson(...args, ...workspace);
    expect([code, stderr.includes('Epoch 2/2')]).toEqual([0, true]);
    expect(document).toMatchObject({ run: 1, name: 'Erste', recipe: 'hmnist-cnn', split: 1, status: 'succeeded', epochsDone: 2 });
    expect(document).toMatchObject({ options: { epochs: 2, batchSize: 8, seed: 4, earlyStopping: null } });
    const { stdout } = await runNevus('runs', 'Prüfung', ...workspace);
    expect(stdout).toMatch(/1 {2}Erste {2}hmnist-cnn {2}succeeded {2}2\/2/);
  });

  it('draws what a run learned', async () => {
    const file = join(folder, 'curves.svg');
    const { code, document } = await runJson('runs', 'curves', 'erste', '--out', file, ...workspace);
    expect([code, document]).toMatchObject([0, { runs: [{ run: 1, name: 'Erste', epochs: [{ epoch: 1 }, { epoch: 2 }] }] }]);
    expect(await readFile(file, 'utf8')).toMatch(/^<svg [\s\S]*>Balanced accuracy<[\s\S]*<\/svg>\n$/);
    const { stdout } = await runNevus('runs', 'curves', '1', ...workspace);
    expect(stdout).toMatch(/^Run 1 \(Erste\)\nepoch \(\* best\) .*\n[\s\S]*\n2/);
  });

  it('names by another rule, tells what that gives and how to undo it', async () => {
    const { stdout } = await runNevus('runs', 'name-by', 'erste', 'balanced', ...workspace);
    expect(stdout).toContain('Run 1 (Erste) names by probability over how frequent each diagnosis is (balanced).');
    expect(stdout).toContain('balanced *');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('To undo: nevus runs name-by 1 network');
    const { document } = await runJson('runs', 'name-by', '1', 'network', ...workspace);
    expect(document).toMatchObject({ run: 1, naming: 'network', before: 'balanced', validation: { naming: 'network' }, notes: [] });
    expect((await runJson('runs', 'name-by', '1', 'votes', ...workspace)).code).toBe(2);
  });

  /** Runs a training until its first epoch of this stretch, then presses Ctrl-C; gives the exit code and what it said. */
  async function trainUntilInterrupted(...args: string[]): Promise<{ code: unknown; said: string }> {
    const training = startNevus(['train', ...args, ...workspace]);
    const ended = new Promise((resolve) => training.once('exit', resolve));
    let said = '';
    training.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!said.includes('Epoch ') && text.includes('Epoch ')) training.kill('SIGINT');
      said += text;
    });
    return { code: await ended, said };
  }

  it('pauses a training at Ctrl-C and names the command that goes on with it', async () => {
    const { code, said } = await trainUntilInterrupted('Prüfung', '--epochs', '1000', '--name', 'Zu lang', '--no-early-stopping');
    expect(code).toBe(130);
    expect(said).toMatch(/Run 2 is paused after \d+ epochs?\. Go on with: nevus train --resume 2/);
    const { document } = await runJson('runs', ...workspace);
    expect(document['runs']).toMatchObject([
      { name: 'Zu lang', status: 'paused' },
      { name: 'Erste', status: 'succeeded' },
    ]);
    const resumed = await trainUntilInterrupted('--resume', 'Zu lang');
    expect(resumed.code).toBe(130);
    expect(resumed.said).toMatch(/Goes on in epoch \d+\./);
    const both = await runJson('train', 'Prüfung', '--resume', '2', ...workspace);
    expect([both.code, both.document['error']]).toMatchObject([2, { code: 'invalid-input' }]);
  });

  it('lists what can be resumed, orders what waits, and gives a job up', async () => {
    const { document } = await runJson('jobs', ...workspace);
    const jobs = document['jobs'] as { id: number; kind: string; status: string; queuePlace: number | null }[];
    const paused = jobs.find(({ status }) => status === 'paused')!;
    expect(paused).toMatchObject({ kind: 'train', queuePlace: null });
    const id = String(paused.id);
    expect(await runJson('jobs', 'move', id, 'next', ...workspace)).toMatchObject({ code: 4, document: { error: { code: 'conflict' } } });
    expect((await runJson('jobs', 'move', id, 'sideways', ...workspace)).code).toBe(2);
    expect(await runJson('jobs', 'cancel', id, ...workspace)).toMatchObject({ code: 0, document: { job: { status: 'cancelled' } } });
    expect(await runJson('jobs', 'resume', id, ...workspace)).toMatchObject({ code: 4, document: { error: { code: 'not-allowed' } } });
    expect((await runJson('jobs', 'resume', ...workspace)).code).toBe(3);
    expect((await runNevus('jobs', 'run', ...workspace)).stdout).toBe('Nothing waits.\n');
  });

  it('evaluates, counting every opening of the test part', async () => {
    const validation = await runJson('evaluate', 'erste', ...workspace);
    expect(validation.document).toMatchObject({ run: 1, part: 'validation', testOpening: null });
    const test = await runJson('evaluate', '1', '--part', 'test', ...workspace);
    expect(test.document).toMatchObject({ part: 'test', testOpening: 1, classes: ['mel', 'bcc', 'akiec', 'nv', 'bkl', 'df', 'vasc'] });
    const { n, confusion, perClass, accuracy, balancedAccuracy, majorityBaseline } = test.document as {
      n: number;
      confusion: number[][];
      perClass: { support: number }[];
      accuracy: number;
      balancedAccuracy: number;
      majorityBaseline: number;
    };
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(n);
    expect(Math.max(...perClass.map(({ support }) => support)) / n).toBeCloseTo(majorityBaseline, 12);
    expect(confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0) / n).toBeCloseTo(accuracy, 12);
    expect(balancedAccuracy).toBeGreaterThanOrEqual(0);
    const own = await runNevus('evaluate', 'Erste', 'Prüfung', ...workspace);
    expect([own.code, own.stderr]).toEqual([4, expect.stringContaining('was trained on')]);
    const text = await runNevus('evaluate', 'Erste', ...workspace);
    expect(text.stdout).toMatch(/Balanced accuracy 0\.\d{3} \(.*\)\n(.*\n)*Accuracy 0\.\d{3}; always answering/);
    expect(text.stdout).toContain('Research use only');
  });

  it('compares runs only where each was evaluated', async () => {
    const alone = await runJson('runs', 'compare', 'erste', ...workspace);
    expect([alone.code, alone.document]).toMatchObject([2, { error: { message: 'Name 2 to 4 different runs to compare, not 1.' } }]);
    const unfinished = await runNevus('runs', 'compare', 'erste', 'zu lang', '--reference', '2', ...workspace);
    expect([unfinished.code, unfinished.stderr]).toEqual([
      4,
      expect.stringContaining('Zu lang has not been evaluated on the validation part. Evaluate it there, then compare again.'),
    ]);
  });

  it('predicts files, and says which it could not', async () => {
    const part = join(sample, 'HAM10000_images_part_2');
    const [first = ''] = await readdir(part);
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, 'no photograph');
    const { code, document } = await runJson('predict', join(part, first), broken, join(folder, 'absent.jpg'), ...workspace);
    expect(code).toBe(6);
    const [good, ...bad] = document['predictions'] as { differential?: { probability: number }[]; error?: { code: string } }[];
    const probabilities = good?.differential?.map(({ probability }) => probability) ?? [];
    expect(probabilities).toHaveLength(7);
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    // The first is what the network names; the others are in the order of their probability.
    const others = probabilities.slice(1);
    expect(others.toSorted((a, b) => b - a)).toEqual(others);
    expect(bad.map(({ error }) => error?.code)).toEqual(['photograph-unreadable', 'file-missing']);
  });

  it('exports readings, never over a file that is there', async () => {
    const file = join(folder, 'readings.csv');
    const first = await runJson('review', 'export', '--output', file, ...workspace);
    expect(first.document).toMatchObject({ run: 1, fileName: file });
    expect(await readFile(file, 'utf8')).toContain('own_diagnosis');
    const second = await runNevus('review', 'export', 'Erste', '--output', file, ...workspace);
    expect([second.code, second.stderr]).toEqual([4, expect.stringContaining('left as it is')]);
  });

  it('names what it does not find, with what there is', async () => {
    const run = await runNevus('evaluate', 'Zweite', ...workspace);
    expect([run.code, run.stderr, run.stdout]).toEqual([3, 'nevus: There is no run "Zweite". Known runs: 2 (Zu lang), 1 (Erste).\n', '']);
    const recipe = await runJson('train', '1', '--recipe', 'magic', ...workspace);
    expect([recipe.code, recipe.document['error']]).toMatchObject([3, { code: 'not-found' }]);
    const weights = await runJson('train', '1', '--recipe', 'nevus-fast', ...workspace);
    expect([weights.code, weights.document['error']]).toMatchObject([4, { code: 'weights-missing' }]);
  });
});
