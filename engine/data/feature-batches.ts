import type { Augmentation } from '../../common/domain/training-config.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { drawMix, mixFeatures } from './augmentation/mix.ts';
import type { BatchSource } from './batch-feed.ts';
import type { FeatureStore } from './feature-store.ts';
import { makePartners } from './photograph-batches.ts';

/** Features that are kept in memory once they have been read, bytes. */
const memoryBytes = 192 * 1024 * 1024;

/** Rows of features by number, from memory where they fit. */
export class FeatureRows {
  readonly #store: FeatureStore;
  readonly #keys: readonly string[];
  readonly #kept: (Uint8Array | undefined)[] = [];

  /** @param keys of each row in the store */
  constructor(store: FeatureStore, keys: readonly string[]) {
    this.#store = store;
    this.#keys = keys;
  }

  get rowBytes(): number {
    return this.#store.featureBytes;
  }

  /** The bytes of one row; not to be changed. */
  read(row: number): Uint8Array {
    const known = this.#kept[row];
    if (known !== undefined) return known;
    const bytes = new Uint8Array(this.rowBytes);
    this.#store.read(this.#keys[row] ?? '', bytes, 0);
    if ((row + 1) * this.rowBytes <= memoryBytes) this.#kept[row] = bytes;
    return bytes;
  }
}

/** Features of one part as its photographs were taken. */
export function featureBatches(rows: FeatureRows): BatchSource {
  return {
    rowBytes: rows.rowBytes,
    atOnce: 1,
    make: (plan, first, end) => {
      const positions = plan.positions.subarray(first, end);
      return Promise.resolve({ size: positions.length, inputs: gather(rows, positions), positions });
    },
  };
}

/**
 * Features of the training part: of each photograph one of its variants by chance, and mixed where mixup is on (of features: Verma et al. 2019, arXiv
 * 1806.05236).
 * @param rows `variantCount` rows for each photograph, the first of them of the photograph as it was taken
 * @param firstVariant number of the first variant that an augmented place of the plan may take; the others take 0
 */
export function variantBatches(task: {
  readonly rows: FeatureRows;
  readonly variantCount: number;
  readonly firstVariant: number;
  readonly labels: ArrayLike<number>;
  readonly augmentation: Augmentation;
}): BatchSource {
  const { rows, variantCount, firstVariant, labels, augmentation } = task;
  return {
    rowBytes: rows.rowBytes,
    atOnce: 1,
    make: (plan, first, end) => {
      const positions = plan.positions.subarray(first, end);
      const randoms = Array.from(positions, (_, index) => new SeededRandom(plan.seed, 'variant', plan.epoch, first + index));
      const chosen = positions.map((position, index) => {
        const isAugmented = plan.isAugmented[first + index] === 1;
        const drawn = firstVariant + (randoms[index]?.nextBelow(variantCount - firstVariant) ?? 0);
        return position * variantCount + (isAugmented ? drawn : 0);
      });
      const inputs = gather(rows, chosen);
      const batch = { size: positions.length, inputs, positions };
      if (augmentation.mixup === 0) return Promise.resolve(batch);
      const mixes = randoms.map((random, index) => (plan.isAugmented[first + index] === 1 ? drawMix(augmentation, null, random) : null));
      mixFeatures(inputs, mixes);
      const shares = Float32Array.from(mixes, (mix) => mix?.share ?? 1);
      return Promise.resolve({ ...batch, partners: makePartners(positions, labels, shares) });
    },
  };
}

function gather(rows: FeatureRows, numbers: Int32Array): Float32Array {
  const bytes = new Uint8Array(numbers.length * rows.rowBytes);
  numbers.forEach((row, index) => bytes.set(rows.read(row), index * rows.rowBytes));
  return new Float32Array(bytes.buffer);
}
