import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readChoice, saveChoice } from '../../../scripts/setup/engine-choice.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('keeps CUDA once chosen, until the CPU is chosen', async () => {
  const cache = join(await temporaryFolder(), 'new');
  expect(await readChoice(cache)).toBe('cpu');
  await saveChoice(cache, 'cuda');
  expect(await readChoice(cache)).toBe('cuda');
  await saveChoice(cache, 'cpu');
  expect(await readChoice(cache)).toBe('cpu');
});
