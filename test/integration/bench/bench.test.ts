import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ensureReference } from '../../../scripts/reference/ensure-reference.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const bench = (...args: string[]) => run(process.execPath, ['bench/main.ts', ...args], { cwd: root });

const Row = z.object({
  case: z.string(),
  nevus: z.number().positive(),
  keras: z.number().positive(),
  pytorch: z.null(),
  ratioToKeras: z.number().positive(),
  ratioToPytorch: z.null(),
  weightCount: z.literal(504_103),
  megabytes: z.object({ nevus: z.number().positive(), keras: z.number().positive() }),
});

it('prints one row a case as JSON and nothing else, null for what it was not compared with', { timeout: 180_000 }, async (context) => {
  const keras = await ensureReference('keras');
  if ('missing' in keras) context.skip(keras.missing);
  const { stdout } = await bench('--only', 'a', '--rounds', '1', '--quick', '--against', 'keras', '--json');
  const [row, ...others] = z.array(Row).parse(JSON.parse(stdout));
  expect(others).toEqual([]);
  expect(row?.case).toBe('a');
  expect(row?.ratioToKeras).toBeCloseTo((row?.nevus ?? NaN) / (row?.keras ?? NaN));
});

it('says which cases there are when asked for another', { timeout: 60_000 }, async () => {
  await expect(bench('--only', 'a,z')).rejects.toThrow(/There is no case z\. The cases are a, b, c-resnet50-v2/);
});
