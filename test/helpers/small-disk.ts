import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { onTestFinished } from 'vitest';

interface SkippingContext {
  skip: (note?: string) => never;
}

/** A disk of its own (tmpfs), which only root can make, and only on Linux; gives a way to change its size. Skips the test elsewhere. */
export async function smallDisk(context: SkippingContext, folder: string, megabytes: number): Promise<(megabytes: number) => void> {
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return context.skip('a small disk cannot be mounted here (root on Linux can)');
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return (size) => void execFileSync('mount', ['-o', `remount,size=${size}m`, folder]);
}
