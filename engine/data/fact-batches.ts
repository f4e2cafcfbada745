import { SeededRandom } from '../../common/domain/random.ts';
import { encodedLength, encodeFacts, nothingKnown } from '../../common/domain/patient-facts.ts';
import type { FactsEncoding, PatientFacts } from '../../common/domain/patient-facts.ts';
import { mixFeatures } from './augmentation/mix.ts';
import type { Batch, BatchSource } from './batch-feed.ts';
import type { EpochPlan } from './epoch-plan.ts';

/** Share of a training's photographs that are shown without any fact, as somebody shows them who has nothing but a photograph. */
const bareShare = 0.15;
/** Share of each single fact that is hidden of the others. */
const hiddenShare = 0.05;

/** Facts of the photographs of one part, by position, and how a network takes them. */
export interface FactsTable {
  readonly encoding: FactsEncoding;
  readonly facts: readonly PatientFacts[];
}

/** The batches of a source with what is known of their photographs. */
export function tellFacts(source: BatchSource, table: FactsTable): BatchSource {
  return {
    ...copied(source),
    make: async (plan, first, end) => {
      const batch = await source.make(plan, first, end);
      return { ...batch, facts: encodeRows(table, batch, (position) => table.facts[position]) };
    },
  };
}

/**
 * The same for the training part: some facts are hidden by chance, so that the network learns to do without, and those of mixed photographs are mixed alike.
 * What is hidden depends on the plan's seed, its epoch and the place in it alone: a batch that is made again is the same.
 */
export function tellSomeFacts(source: BatchSource, table: FactsTable): BatchSource {
  return {
    ...copied(source),
    make: async (plan, first, end) => {
      const batch = await source.make(plan, first, end);
      const facts = encodeRows(table, batch, (position, index) => hideSome(table.facts[position], randomAt(plan, first + index)));
      if (batch.partners !== undefined)
        mixFeatures(
          facts,
          Array.from(batch.partners.shares, (share) => ({ share, box: null })),
        );
      return { ...batch, facts };
    },
  };
}

function copied({ rowBytes, atOnce }: BatchSource): Pick<BatchSource, 'rowBytes' | 'atOnce'> {
  return { rowBytes, atOnce };
}

function randomAt({ seed, epoch }: EpochPlan, place: number): SeededRandom {
  return new SeededRandom(seed, 'facts', epoch, place);
}

/** All four numbers are drawn in every case, so that one share does not change what the others hide. */
function hideSome({ ageYears, sex, site }: PatientFacts = nothingKnown, random: SeededRandom): PatientFacts {
  const isBare = random.next() < bareShare;
  const hide = <Value>(value: Value): Value | null => (random.next() < hiddenShare || isBare ? null : value);
  return { ageYears: hide(ageYears), sex: hide(sex), site: hide(site) };
}

function encodeRows(
  { encoding }: FactsTable,
  { size, positions }: Batch,
  factsOf: (position: number, index: number) => PatientFacts | undefined,
): Float32Array {
  const length = encodedLength(encoding);
  const rows = new Float32Array(size * length);
  positions.forEach((position, index) => rows.set(encodeFacts(encoding, factsOf(position, index) ?? nothingKnown), index * length));
  return rows;
}
