import type { AugmentedPhotographs, AugmentTask } from '../../common/contract/engine-protocol.ts';
import { PhotographPool } from './photograph-pool.ts';

/** Photographs as the first batch of a training would show them, were it made of these. @throws AppError `cache-damaged` */
export async function previewAugmentation({ pixels, rows, augmentation, seed }: AugmentTask): Promise<AugmentedPhotographs> {
  const pool = new PhotographPool(pixels, rows, { threadCount: 0 });
  try {
    const isAugmented = new Uint8Array(rows.length).fill(1);
    const job = { kind: 'augment', rows: Int32Array.from(rows), augmentation, seed, epoch: 1, first: 0, isAugmented } as const;
    const { bytes, shares } = await pool.make(job);
    return { bytes, shares: shares === null ? null : [...shares] };
  } finally {
    await pool.close();
  }
}
