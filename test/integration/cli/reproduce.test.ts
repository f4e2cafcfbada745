import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runJson, runNevus } from './run-nevus.ts';

test('reproduces a project on its own kind of split and on one by lesion, once', { timeout: 180_000 }, async () => {
  const folder = await temporaryFolder();
  const sample = join(folder, 'sample');
  const workspace = ['--workspace', join(folder, 'workspace')];
  await runJson('sample', sample, '--lesions-per-class', '6', '--width', '64', '--height', '48');
  const out = join(folder, 'table.md');
  const args = ['reproduce', '--quick', '--only', 'hmnist-cnn', '--from', `hmnist-cnn=${sample}`, '--out', out, ...workspace];
  const first = await runJson(...args);
  expect(first.code, first.stderr).toBe(0);
  expect(first.document).toMatchObject({
    isQuick: true,
    reproductions: [
      {
        recipe: 'hmnist-cnn',
        inItsOwnTerms: { settings: 'quick', grouping: 'photograph', part: 'test', accuracy: expect.any(Number) as number },
        grouped: { settings: 'quick', grouping: 'lesion', chance: 1 / 7, balancedAccuracy: expect.any(Number) as number, epochs: 2 },
      },
    ],
  });
  const table = await readFile(out, 'utf8');
  expect(table).toContain('| hmnist-cnn | HMNIST CNN, quick trial');
  expect(table).toMatch(/0\.\d{3}, test part by photograph/);
  expect((await runJson(...args)).document).toEqual(first.document);
  const runs = await runJson('runs', ...workspace);
  expect((runs.document as { runs: unknown[] }).runs).toHaveLength(2);
  const { document } = await runJson('datasets', ...workspace);
  expect(document).toMatchObject({ datasets: [{ name: 'sample' }] });
  expect(document['datasets']).toHaveLength(1);
});

test('says what it cannot reproduce, and where photographs are missing', async () => {
  const folder = await temporaryFolder();
  const workspace = ['--workspace', join(folder, 'workspace')];
  const unknown = await runNevus('reproduce', '--only', 'nevus-fast', ...workspace);
  expect([unknown.code === 0, unknown.stderr.includes('no recipe "nevus-fast" of a published project')]).toEqual([false, true]);
  const missing = await runNevus('reproduce', '--only', 'nine-class', '--data', join(folder, 'nowhere'), ...workspace);
  expect([missing.code === 0, missing.stderr.includes('--from nine-class=<folder>')]).toEqual([false, true]);
  const out = join(folder, 'table.md');
  const nothing = await runJson('reproduce', '--data', join(folder, 'nowhere'), '--out', out, ...workspace);
  expect(nothing).toMatchObject({ code: 0, document: { reproductions: Array.from({ length: 5 }, () => ({ inItsOwnTerms: null })) } });
  expect((await readFile(out, 'utf8')).match(/not measured/g)).toHaveLength(10);
});

test('a recipe is copied, shown, changed, added and removed', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const workspace = ['--workspace', join(folder, 'workspace')];
  expect((await runJson('recipes', 'copy', 'hmnist-cnn', 'mine', ...workspace)).code).toBe(0);
  const { document } = await runJson('recipes', 'show', 'mine', ...workspace);
  expect(document).toMatchObject({ id: 'mine', variants: [] });
  const taken = await runNevus('recipes', 'copy', 'nevus-fast', 'mine', ...workspace);
  expect([taken.code === 0, taken.stderr.includes('There is a recipe mine already')]).toEqual([false, true]);
  const refused = await runNevus('recipes', 'add', join(folder, 'nothing.json'), ...workspace);
  expect([refused.code === 0, refused.stderr.includes('cannot be read')]).toEqual([false, true]);
  expect((await runNevus('recipes', 'remove', 'mine', ...workspace)).code).toBe(0);
  expect((await runNevus('recipes', 'show', 'mine', ...workspace)).code).not.toBe(0);
});
