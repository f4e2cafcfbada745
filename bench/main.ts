import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseCases } from './cases.ts';
import { compare } from './compare.ts';
import { findReferences, isContestant, startContestants } from './contestants.ts';
import { findPhotographs } from './photographs.ts';
import { toRow, toTable } from './report.ts';
import type { Row } from './report.ts';

/*
 * Nevus beside Keras, PyTorch and ONNX Runtime at the same work, each in a process of its own, in turn; medians over rounds.
 * Usage: npm run bench -- [--only a,b] [--rounds 5] [--against keras,pytorch,onnx] [--quick] [--json]
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    against: { type: 'string', default: 'keras,pytorch,onnx' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1.');
const cases = chooseCases(values.only);
const wanted = values.against.split(',').filter((name) => name !== '');
const strangers = wanted.filter((name) => !isContestant(name));
if (strangers.length > 0) throw new Error(`--against takes keras, pytorch and onnx, not ${strangers.join(', ')}.`);
const references = await findReferences(wanted.filter(isContestant));
for (const sentence of references.missing) process.stderr.write(`${sentence} It is left out.\n`);

const folder = await mkdtemp(join(tmpdir(), 'nevus-bench-'));
try {
  const nothing = { photographs: [], edge: 0 };
  const needsPhotographs = cases.some((benchCase) => benchCase.needsPhotographs);
  const photographs = needsPhotographs ? await findPhotographs(join(folder, 'sample'), values.quick ? 3 : 250) : nothing;
  const rows: Row[] = [];
  for (const benchCase of cases) {
    const contestants = await startContestants(benchCase.job(photographs, values.quick), references, folder);
    rows.push(toRow(benchCase, await compare(contestants, benchCase, rounds)));
  }
  console.log(values.json ? JSON.stringify(rows, null, 2) : toTable(rows, cases));
} finally {
  await rm(folder, { recursive: true, force: true });
}
