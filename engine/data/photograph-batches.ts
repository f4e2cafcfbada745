import type { Augmentation } from '../../common/domain/training-config.ts';
import { partnerOf } from './augmentation/mix.ts';
import { changesPhotographs, unchanged } from './augmentation/photograph-change.ts';
import type { PhotographChange } from './augmentation/photograph-change.ts';
import type { BatchSource, Partners } from './batch-feed.ts';
import type { PhotographPool } from './photograph-pool.ts';

/** Photographs of one part as they were taken: rows of the pool, by position in the part. */
export function photographBatches(pool: PhotographPool, rows: ArrayLike<number>): BatchSource {
  return {
    rowBytes: pool.rowBytes,
    atOnce: pool.threadCount,
    make: async (plan, first, end) => {
      const positions = plan.positions.subarray(first, end);
      const { bytes } = await pool.make({ kind: 'read', rows: rowsOf(rows, positions) });
      return { size: positions.length, inputs: bytes, positions };
    },
  };
}

/** Every photograph of a part in several views, one after the other: place p of the plan is view p modulo their number. */
export function viewBatches(pool: PhotographPool, rows: ArrayLike<number>, views: readonly PhotographChange[]): BatchSource {
  return {
    rowBytes: pool.rowBytes,
    atOnce: pool.threadCount,
    make: async (plan, first, end) => {
      const places = plan.positions.subarray(first, end);
      const changes = Array.from(places, (place) => views[place % views.length] ?? unchanged);
      const positions = places.map((place) => Math.floor(place / views.length));
      const { bytes } = await pool.make({ kind: 'change', rows: rowsOf(rows, positions), changes });
      return { size: positions.length, inputs: bytes, positions };
    },
  };
}

/**
 * Photographs of the training part, changed and mixed.
 * @param labels class index by position in the part
 */
export function augmentedBatches(
  pool: PhotographPool,
  rows: ArrayLike<number>,
  labels: ArrayLike<number>,
  augmentation: Augmentation,
): BatchSource {
  if (!changesPhotographs(augmentation) && augmentation.mixup === 0 && augmentation.cutmix === 0) return photographBatches(pool, rows);
  return {
    rowBytes: pool.rowBytes,
    atOnce: pool.threadCount,
    make: async (plan, first, end) => {
      const positions = plan.positions.subarray(first, end);
      const { seed, epoch } = plan;
      const isAugmented = plan.isAugmented.slice(first, end);
      const job = { kind: 'augment', rows: rowsOf(rows, positions), augmentation, seed, epoch, first, isAugmented } as const;
      const { bytes, shares } = await pool.make(job);
      const batch = { size: positions.length, inputs: bytes, positions };
      return shares === null ? batch : { ...batch, partners: makePartners(positions, labels, shares) };
    },
  };
}

/** The classes of the photographs that a batch's photographs are mixed with. */
export function makePartners(positions: Int32Array, labels: ArrayLike<number>, shares: Float32Array): Partners {
  return {
    labels: positions.map((_, index) => labels[positions[partnerOf(index, positions.length)] as number] as number),
    shares,
  };
}

function rowsOf(rows: ArrayLike<number>, positions: Int32Array): Int32Array {
  return positions.map((position) => rows[position] ?? -1);
}
