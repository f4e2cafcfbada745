import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureReference } from './reference/ensure-reference.ts';
import { runPlaywright, runVitest } from './test/run-runners.ts';
import { needsReference, selectTests } from './test/selection.ts';
import { addSummaries, isSuccess, skipLines, summaryLine } from './test/summary.ts';
import type { TestSummary } from './test/summary.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'test-name': { type: 'string', short: 't' } },
});
const { vitestPaths, playwrightPaths, name } = selectTests(positionals, values['test-name'] ?? null);
// Before the tests, whose time limits know nothing of downloads; where it cannot be had, they skip and say why.
if (needsReference(vitestPaths)) await ensureReference('keras');
const folder = await mkdtemp(join(tmpdir(), 'nevus-test-'));
let summaries: readonly (TestSummary | null)[];
try {
  // At once: the one keeps the cores busy while the other waits for windows.
  const vitest = vitestPaths === null ? null : runVitest(vitestPaths, name, folder);
  const playwright = playwrightPaths === null ? null : runPlaywright(playwrightPaths, name, folder, vitest);
  summaries = await Promise.all([vitest, playwright]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
const total = addSummaries(summaries.filter((summary) => summary !== null));
for (const line of skipLines(total.skipped)) console.log(line);
if (total.passed + total.failed === 0) console.log('No test ran.');
console.log(summaryLine(total));
process.exitCode = isSuccess(total) ? 0 : 1;
