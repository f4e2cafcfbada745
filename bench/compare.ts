import type { BenchCase } from './cases.ts';
import type { Contestant, ContestantName } from './contestant.ts';
import type { Figure } from './jobs.ts';

/** What one contestant reached in a case: medians over the rounds. */
export interface Score {
  /** Photographs a second of the clock, in the contestant's fastest way. */
  readonly throughput: number;
  /** Photographs a second of processor time, in that way. */
  readonly processorThroughput: number;
  /** Throughput by way of doing it. */
  readonly variants: Readonly<Record<string, number>>;
  /** Most that its process needed; processes that it started are not counted. */
  readonly megabytes: number;
  readonly weightCount: number;
}

export type Scores = ReadonlyMap<ContestantName, Score>;

/**
 * Lets the contestants work in turn, so that what else the machine does hits them alike, and ends them.
 * @throws Error where their networks are not of one size
 */
export async function compare(contestants: readonly Contestant[], { name, share }: BenchCase, rounds: number): Promise<Scores> {
  try {
    requireEqualNetworks(name, contestants);
    const figures = new Map(contestants.map((contestant) => [contestant, [] as Readonly<Record<string, Figure>>[]]));
    const turns = Math.max(1, Math.round(rounds * share));
    for (let round = 0; round < turns; round++) {
      process.stderr.write(`${name}: round ${round + 1} of ${turns}\n`);
      // Everybody is first, second and last equally often.
      const order = contestants.map((_, index) => contestants[(index + round) % contestants.length] as Contestant);
      for (const contestant of order) figures.get(contestant)?.push(await contestant.round());
    }
    const scores = new Map<ContestantName, Score>();
    for (const [contestant, found] of figures) {
      scores.set(contestant.name, score(found, contestant.weightCount, await contestant.end()));
    }
    return scores;
  } catch (error) {
    for (const contestant of contestants) contestant.stop();
    throw error;
  }
}

function requireEqualNetworks(name: string, contestants: readonly Contestant[]): void {
  const counts = contestants.map((contestant) => `${contestant.name} ${contestant.weightCount}`);
  if (new Set(contestants.map(({ weightCount }) => weightCount)).size > 1)
    throw new Error(`Case ${name} compares different networks (weights: ${counts.join(', ')}).`);
}

function score(rounds: readonly Readonly<Record<string, Figure>>[], weightCount: number, megabytes: number): Score {
  const ways = Object.keys(rounds[0] ?? {}).map((way) => {
    const figures = rounds.flatMap((round) => round[way] ?? []);
    return {
      way,
      throughput: median(figures.map(({ items, seconds }) => items / seconds)),
      processorThroughput: median(figures.map(({ items, processorSeconds }) => items / processorSeconds)),
    };
  });
  const best = ways.toSorted((one, other) => other.throughput - one.throughput)[0];
  return {
    throughput: best?.throughput ?? NaN,
    processorThroughput: best?.processorThroughput ?? NaN,
    variants: Object.fromEntries(ways.map(({ way, throughput }) => [way, throughput])),
    megabytes,
    weightCount,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}
