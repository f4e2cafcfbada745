import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openLog } from '../../../../main/shell/log-file.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

describe('the log of the application', () => {
  it('adds to what is there, with the time, and sets a long one aside', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const folder = await temporaryFolder();
    const file = join(folder, 'window', 'nevus.log');
    openLog(file)('first');
    openLog(file)('second');
    expect(await readFile(file, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z first\n\S+Z second\n$/);
    await writeFile(file, 'x'.repeat(1024 * 1024 + 1));
    openLog(file)('third');
    expect(await readFile(file, 'utf8')).toMatch(/^\S+Z third\n$/);
    expect((await readFile(`${file}.old`, 'utf8')).length).toBe(1024 * 1024 + 1);
    expect(stderr).toHaveBeenCalledTimes(3);
    stderr.mockRestore();
  });

  it('does not fail where the file cannot be written', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const folder = await temporaryFolder();
    const log = openLog(join(folder, 'window', 'nevus.log'));
    await rm(join(folder, 'window'), { recursive: true });
    log('told on stderr at least');
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining('told on stderr at least'));
    stderr.mockRestore();
  });
});
