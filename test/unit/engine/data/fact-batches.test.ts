import { describe, expect, it } from 'vitest';
import { encodedLength, encodeFacts, fitFactsEncoding, nothingKnown } from '../../../../common/domain/patient-facts.ts';
import type { PatientFacts } from '../../../../common/domain/patient-facts.ts';
import type { Batch, BatchSource } from '../../../../engine/data/batch-feed.ts';
import { planEpoch, planInOrder } from '../../../../engine/data/epoch-plan.ts';
import type { EpochPlan } from '../../../../engine/data/epoch-plan.ts';
import { tellFacts, tellSomeFacts } from '../../../../engine/data/fact-batches.ts';

const count = 4000;
const facts: PatientFacts[] = Array.from({ length: count }, (_, index) => ({
  ageYears: 20 + (index % 60),
  sex: index % 2 === 0 ? 'female' : 'male',
  site: ['back', 'face', 'foot'][index % 3] ?? null,
}));
const encoding = fitFactsEncoding(['age', 'sex', 'site'], facts);
const length = encodedLength(encoding);
const unknown = encodeFacts(encoding, nothingKnown);

/** Photographs without pixels; mixed where there are shares. */
function source(shares?: (size: number) => Float32Array): BatchSource {
  return {
    rowBytes: 1,
    atOnce: 1,
    make: (plan, first, end) => {
      const positions = plan.positions.subarray(first, end);
      const batch = { size: positions.length, inputs: new Uint8Array(positions.length), positions };
      return Promise.resolve(
        shares === undefined ? batch : { ...batch, partners: { labels: new Int32Array(batch.size), shares: shares(batch.size) } },
      );
    },
  };
}

const rowsOf = ({ facts: rows = new Float32Array(), size }: Batch): number[][] =>
  Array.from({ length: size }, (_, index) => [...rows.subarray(index * length, (index + 1) * length)]);

const epoch = (number: number): EpochPlan =>
  planEpoch({ labels: new Array<number>(count).fill(0), classCount: 1, imbalance: 'none', batchSize: 32, seed: 7, epoch: number });

const near = (row: readonly number[]): unknown => row.map((value) => expect.closeTo(value, 5) as unknown);

describe('facts beside batches', () => {
  it('are those of the photographs, all of them, in validation; also in a last batch that is smaller, and of what is missing', async () => {
    const told = tellFacts(source(), { encoding, facts: facts.slice(0, 5) });
    const batch = await told.make(planInOrder(6), 3, 6);
    expect(rowsOf(batch)).toEqual([...facts.slice(3, 5).map((one) => near(encodeFacts(encoding, one))), near(unknown)]);
  });

  it('are hidden for some photographs while learning, each fact for itself as well', async () => {
    const told = tellSomeFacts(source(), { encoding, facts });
    const rows = rowsOf(await told.make(epoch(1), 0, count));
    const isUnknown = rows.map((row) => [row[1] === 1, row[4] === 1, row.at(-1) === 1]);
    const share = (chosen: (hidden: boolean[]) => boolean): number => isUnknown.filter(chosen).length / count;
    expect(share((hidden) => hidden.every(Boolean))).toBeCloseTo(0.15, 1);
    for (const fact of [0, 1, 2]) expect(share((hidden) => hidden[fact] === true)).toBeCloseTo(0.15 + 0.85 * 0.05, 1);
    expect(share((hidden) => !hidden.includes(true))).toBeCloseTo(0.85 * 0.95 ** 3, 1);
  });

  it('are hidden alike whenever a batch is made again, whatever batches the epoch is cut into, and otherwise in the next epoch', async () => {
    const told = tellSomeFacts(source(), { encoding, facts });
    const whole = rowsOf(await told.make(epoch(2), 0, 96));
    const parts = [await told.make(epoch(2), 0, 40), await told.make(epoch(2), 40, 96)].flatMap(rowsOf);
    expect(parts).toEqual(whole);
    const hidden = (rows: number[][]): number[] => rows.flatMap((row, index) => (row[1] === 1 ? [index] : []));
    expect(hidden(rowsOf(await told.make(epoch(3), 0, 96)))).not.toEqual(hidden(whole));
  });

  it('are mixed as the photographs are, the last with the first', async () => {
    const plain = rowsOf(await tellSomeFacts(source(), { encoding, facts }).make(epoch(1), 0, 3));
    const mixed = tellSomeFacts(
      source(() => Float32Array.from([0.75, 1, 0.5])),
      { encoding, facts },
    );
    const mix = (own: number, other: number, share: number): number[] =>
      plain[own]!.map((value, place) => share * value + (1 - share) * plain[other]![place]!);
    expect(rowsOf(await mixed.make(epoch(1), 0, 3))).toEqual([near(mix(0, 1, 0.75)), near(plain[1]!), near(mix(2, 0, 0.5))]);
  });
});
