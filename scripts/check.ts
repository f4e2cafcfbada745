import { parseArgs } from 'node:util';
import { CHECKS } from './check/checks.ts';
import type { Check } from './check/checks.ts';

/** More at a time would only fight for the cores. */
const AT_ONCE = 2;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { fix: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`There is no check “${unknown.join('”, “')}”; there are ${CHECKS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const isFixing = values.fix ?? false;
const chosen = CHECKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const failed: string[] = [];

async function runCheck({ name, run }: Check): Promise<void> {
  const startedMs = performance.now();
  const problem = await run(isFixing);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (problem === null) return;
  failed.push(name);
  console.log(problem);
}

if (isFixing) {
  // Two tools that write the same files must not do so at once.
  for (const check of chosen) await runCheck(check);
} else {
  const waiting = [...chosen];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await runCheck(check);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
console.log(failed.length === 0 ? `All ${chosen.length.toString()} checks passed.` : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
