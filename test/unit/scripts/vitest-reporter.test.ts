import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram } from '../../../scripts/setup/run-program.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

it('counts tests, failing hooks and files that cannot be loaded, and keeps the reasons of skips', async () => {
  const summaryPath = join(await temporaryFolder(), 'summary.json');
  const fixtures = join(repository, 'test', 'unit', 'scripts', 'fixtures');
  const { code } = await runProgram(
    process.execPath,
    [
      join(repository, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--root',
      fixtures,
      `--reporter=${join(repository, 'scripts', 'test', 'vitest-reporter.ts')}`,
    ],
    { cwd: repository, env: { ...process.env, NEVUS_TEST_SUMMARY: summaryPath } },
  );
  expect(code).toBe(1);
  const summary: unknown = JSON.parse(await readFile(summaryPath, 'utf8'));
  expect(summary).toEqual({
    passed: 1,
    failed: 3,
    skipped: expect.arrayContaining([
      { name: 'skips', reason: 'the moon is not full' },
      { name: 'waits', reason: 'not written yet' },
    ]) as unknown,
  });
});

it('fails, and says so in the summary, when no test ran', async () => {
  const { code, stdout } = await runProgram(process.execPath, ['scripts/test.ts', 'test/unit/no-such-test'], { cwd: repository });
  expect(code).toBe(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped');
});
