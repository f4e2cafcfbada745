import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clearFailure, readChoice, readRecentFailure, saveChoice, saveFailure } from '../../../scripts/setup/engine-choice.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MINUTE_MS = 60_000;

it('keeps CUDA once chosen, until the CPU is chosen', async () => {
  const cache = join(await temporaryFolder(), 'new');
  expect(await readChoice(cache)).toBe('cpu');
  await saveChoice(cache, 'cuda');
  expect(await readChoice(cache)).toBe('cuda');
  await saveChoice(cache, 'cpu');
  expect(await readChoice(cache)).toBe('cpu');
});

it('remembers a failure for an hour, for its own variant', async () => {
  const cache = join(await temporaryFolder(), 'new');
  await saveFailure(cache, 'cpu', 'No network.', 1000);
  expect(await readRecentFailure(cache, 'cpu', 1000 + 59 * MINUTE_MS)).toBe('No network.');
  expect(await readRecentFailure(cache, 'cuda', 1000)).toBeNull();
  expect(await readRecentFailure(cache, 'cpu', 1000 + 61 * MINUTE_MS)).toBeNull();
  // A clock that was set back must not silence the set-up for ever.
  expect(await readRecentFailure(cache, 'cpu', 0)).toBeNull();
  await clearFailure(cache, 'cpu');
  expect(await readRecentFailure(cache, 'cpu', 1000)).toBeNull();
});

it('takes a failure that was cut short for none', async () => {
  const cache = await temporaryFolder();
  await writeFile(join(cache, 'engine-failure-cpu.json'), '{"message": "No');
  expect(await readRecentFailure(cache, 'cpu', 0)).toBeNull();
});
