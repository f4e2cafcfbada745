import { storagePartNames } from '../../../common/domain/storage.ts';
import type { StorageReport } from '../../../common/domain/storage.ts';
import { formatCount } from './numbers.ts';
import { formatTable } from './table.ts';

/** Sizes of everything, and what could go. */
export function describeStorage({ parts }: StorageReport): string {
  const rows = parts.map(({ part, bytes, unneededBytes }) => [
    storagePartNames[part],
    formatSize(bytes),
    unneededBytes === null ? 'stays' : formatSize(unneededBytes),
  ]);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return formatTable(['kept', 'size', 'not needed'], [...rows, ['All', formatSize(total), '']]);
}

/** `0 MB`, `0.4 MB`, `1,204 MB` */
export function formatSize(bytes: number): string {
  const megabytes = bytes / 1e6;
  return `${megabytes > 0 && megabytes < 10 ? megabytes.toFixed(1) : formatCount(megabytes)} MB`;
}
