import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clearFailure, readRecentFailure, saveFailure } from '../../../scripts/setup/recent-failure.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MINUTE_MS = 60_000;

it('remembers a failure for an hour, for that thing alone', async () => {
  const cache = join(await temporaryFolder(), 'new');
  await saveFailure(cache, 'engine-cpu', 'No network.', 1000);
  expect(await readRecentFailure(cache, 'engine-cpu', 1000 + 59 * MINUTE_MS)).toBe('No network.');
  expect(await readRecentFailure(cache, 'engine-cuda', 1000)).toBeNull();
  expect(await readRecentFailure(cache, 'engine-cpu', 1000 + 61 * MINUTE_MS)).toBeNull();
  // A clock that was set back must not silence the set-up for ever.
  expect(await readRecentFailure(cache, 'engine-cpu', 0)).toBeNull();
  await clearFailure(cache, 'engine-cpu');
  expect(await readRecentFailure(cache, 'engine-cpu', 1000)).toBeNull();
});

it('takes a failure that was cut short for none', async () => {
  const cache = await temporaryFolder();
  await writeFile(join(cache, 'failure-engine-cpu.json'), '{"message": "No');
  expect(await readRecentFailure(cache, 'engine-cpu', 0)).toBeNull();
});
