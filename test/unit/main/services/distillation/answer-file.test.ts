import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstValueByte, questionKey, readAnswers, writeAnswers } from '../../../../../main/services/distillation/answer-file.ts';
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts';

test('answers come back whole, to the same question only', async () => {
  const file = join(await temporaryFolder(), 'answers.bin');
  const key = questionKey([1, ['a', 'b']]);
  expect(await readAnswers(file, key)).toBeNull();
  const values = Float32Array.of(0.25, 0.75, 0.125);
  const sha256 = await writeAnswers(file, key, values);
  expect(await readAnswers(file, key)).toEqual({ values, sha256 });
  expect(await readAnswers(file, questionKey([1, ['a', 'c']]))).toBeNull();
  // The part of a larger array is written alone.
  await writeAnswers(file, key, values.subarray(1));
  expect((await readAnswers(file, key))!.values).toEqual(values.subarray(1));
});

test('what was cut off or changed on the disk is not believed', async () => {
  const file = join(await temporaryFolder(), 'answers.bin');
  const key = questionKey('q');
  await writeAnswers(file, key, Float32Array.of(0.5, 0.5));
  const whole = await readFile(file);
  const changed = Buffer.from(whole);
  changed[firstValueByte] = 1 ^ changed[firstValueByte]!;
  for (const damaged of [whole.subarray(0, 10), whole.subarray(0, -1), whole.subarray(0, -4), changed]) {
    await writeFile(file, damaged);
    expect(await readAnswers(file, key)).toBeNull();
  }
});
