import type { SeededRandom } from '../../common/domain/random.ts';

/** Positions of the photographs in the training part, and which of them are shown again rather than first. Equal lengths. */
export interface Sampled {
  readonly positions: Int32Array;
  /** 1: the photograph stands in the plan already. */
  readonly isRepeat: Uint8Array;
}

/** Every photograph once. */
export function everyPhotograph(labels: ArrayLike<number>): Sampled {
  return { positions: Int32Array.from({ length: labels.length }, (_, index) => index), isRepeat: new Uint8Array(labels.length) };
}

/**
 * Repeats the photographs of rare classes until each class present has as many as the most frequent one: whole rounds of all its
 * photographs, then a random rest without repetition, so that two photographs of a class differ by one repetition at most.
 * @returns grouped by class, not yet shuffled
 */
export function oversample(labels: ArrayLike<number>, classCount: number, random: SeededRandom): Sampled {
  const groups = groupByClass(labels, classCount);
  const target = Math.max(...groups.map((group) => group.length));
  const drawn: number[] = [];
  const repeats: number[] = [];
  for (const group of groups) {
    if (group.length === 0) continue;
    for (let round = 0; round < Math.floor(target / group.length); round++) drawn.push(...group);
    drawn.push(...random.shuffle([...group]).slice(0, target % group.length));
    for (let index = 0; index < target; index++) repeats.push(index < group.length ? 0 : 1);
  }
  return { positions: Int32Array.from(drawn), isRepeat: Uint8Array.from(repeats) };
}

/**
 * An epoch of the usual length whose every batch has the classes in equal shares, as far as its size allows: no two classes differ by more than one photograph in a
 * batch, nor over all whole batches, because the odd places go round. Each class's photographs come in random rounds of all of them: a rare one's repeat within the
 * epoch, of a frequent one's another part is shown each time.
 * @returns in order: batches of `batchSize`, each shuffled, the last one perhaps smaller
 */
export function balancedBatches(labels: ArrayLike<number>, classCount: number, batchSize: number, random: SeededRandom): Sampled {
  const groups = groupByClass(labels, classCount).filter((group) => group.length > 0);
  random.shuffle(groups);
  const shown = groups.map(() => 0);
  const seen = new Uint8Array(labels.length);
  const positions = new Int32Array(labels.length);
  const isRepeat = new Uint8Array(labels.length);
  for (let start = 0; start < labels.length; start += batchSize) {
    const batch: number[] = [];
    for (let place = start; place < Math.min(start + batchSize, labels.length); place++) {
      const turn = place % groups.length;
      const group = groups[turn] as number[];
      const count = shown[turn] as number;
      if (count % group.length === 0) random.shuffle(group);
      batch.push(group[count % group.length] as number);
      shown[turn] = count + 1;
    }
    random.shuffle(batch).forEach((position, index) => {
      positions[start + index] = position;
      isRepeat[start + index] = seen[position] as number;
      seen[position] = 1;
    });
  }
  return { positions, isRepeat };
}

/** Puts the plan into a random order; what belongs together stays together. */
export function shuffleSampled({ positions, isRepeat }: Sampled, random: SeededRandom): Sampled {
  const order = random.shuffle(Int32Array.from(positions, (_, index) => index));
  return {
    positions: order.map((index) => positions[index] as number),
    isRepeat: Uint8Array.from(order, (index) => isRepeat[index] as number),
  };
}

function groupByClass(labels: ArrayLike<number>, classCount: number): number[][] {
  const groups = Array.from({ length: classCount }, () => new Array<number>());
  for (let index = 0; index < labels.length; index++) groups[labels[index] as number]?.push(index);
  return groups;
}
