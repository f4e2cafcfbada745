import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { PhotographFilter } from '../../../../common/contract/dataset-calls.ts';
import type { Part } from '../../../../common/domain/dataset.ts';
import type { Database } from '../../../../main/database/database.ts';
import { DatasetRepository } from '../../../../main/database/repositories/dataset-repository.ts';
import { PhotographRepository } from '../../../../main/database/repositories/photograph-repository.ts';
import type { NewPhotograph } from '../../../../main/database/repositories/photograph-repository.ts';
import { PhotographSearch } from '../../../../main/database/repositories/photograph-search.ts';
import { SplitRepository } from '../../../../main/database/repositories/split-repository.ts';
import { PhotographService } from '../../../../main/services/photograph-service.ts';
import { refusal } from '../../../helpers/open-host.ts';
import { temporaryDatabase } from '../../../helpers/database.ts';

const labels = ['mel', 'nv', 'bkl', 'vasc'];
const parts: readonly Part[] = ['train', 'validation', 'test'];

/** Forty photographs with gaps in every fact, spread by different strides. */
const photographs: readonly NewPhotograph[] = Array.from({ length: 40 }, (_, index) => ({
  imageId: `ISIC_${String((index * 17) % 40).padStart(3, '0')}`,
  fileName: `part_1/${index}.jpg`,
  contentHash: `hash ${index}`,
  width: 600,
  height: 450,
  diagnosis: labels[(index * 3) % 4]!,
  lesionId: index % 5 === 0 ? null : `HAM_${Math.floor(index / 3)}%`,
  proof: ['histo', 'follow_up', null][index % 3]!,
  ageYears: index % 7 === 0 ? null : (index * 11) % 90,
  sex: ['male', 'female', null][(index * 2) % 3]!,
  sourcePart: null,
  site: `site ${index % 6}`,
}));
const partOf = (index: number): Part | null => (index % 4 === 3 ? null : parts[index % 3]!);

let database: Database;
let service: PhotographService;
let splitId: number;

beforeEach(async () => {
  database = await temporaryDatabase();
  const datasets = new DatasetRepository(database);
  const repository = new PhotographRepository(database);
  for (const name of ['other', 'this']) {
    const { id } = datasets.insert({ name, layout: 'ham10000', root: '/nowhere', hasLesionIds: true });
    repository.insert(id, photographs);
  }
  const ids = repository.sources(2).map(({ id }) => id);
  const assigned = new Map(ids.flatMap((id, index) => (partOf(index) === null ? [] : [[id, partOf(index)!] as const])));
  splitId = new SplitRepository(database).insert({
    datasetId: 2,
    name: 's',
    seed: 1,
    grouping: 'lesion',
    classCounts: [],
    parts: assigned,
  }).id;
  service = new PhotographService(repository, new PhotographSearch(database));
});

type FacetName = 'diagnoses' | 'parts' | 'proofs' | 'sites' | 'sexes' | 'ageDecades';
type Filter = Pick<PhotographFilter, FacetName | 'search' | 'lesionId' | 'sort'>;

/** Nothing chosen more often than something, so that most filters find something. */
function some<Value>(values: readonly Value[]): fc.Arbitrary<Value[]> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant<Value[]>([]) }, { weight: 2, arbitrary: fc.subarray([...values]) });
}

const filters: fc.Arbitrary<Filter> = fc.record({
  diagnoses: some(labels),
  parts: some(parts),
  proofs: some(['histo', 'follow_up', '']),
  sites: some(['site 0', 'site 3', 'site 4']),
  sexes: some(['male', 'female', '']),
  ageDecades: some(['0', '10', '40', '']),
  search: fc.constantFrom('', '', 'ISIC_00', 'isic_01', 'HAM_2', '%', '_', '\\', '0%'),
  lesionId: fc.constantFrom(null, null, 'HAM_2%', 'HAM_9'),
  sort: fc.constantFrom('imported' as const, 'imageId' as const, 'diagnosis' as const, 'age' as const),
});

const factsOf = (index: number): Readonly<Record<FacetName, string | null>> => {
  const { diagnosis, proof, site, sex, ageYears } = photographs[index]!;
  return {
    diagnoses: diagnosis,
    parts: partOf(index),
    proofs: proof ?? '',
    sites: site ?? '',
    sexes: sex ?? '',
    ageDecades: ageYears === null ? '' : String(Math.floor(ageYears / 10) * 10),
  };
};
const facetNames = Object.keys(factsOf(0)) as FacetName[];

/** The same by plain loops. Ids of the second dataset are 41 to 80. */
function matches(filter: Filter, ignored: FacetName | null = null): number[] {
  return photographs.flatMap((photograph, index) => {
    const facts = factsOf(index);
    const text = filter.search.toLowerCase();
    const isMatch =
      facetNames.every((name) => {
        const chosen: readonly (string | null)[] = filter[name];
        return name === ignored || chosen.length === 0 || chosen.includes(facts[name]);
      }) &&
      (filter.lesionId === null || photograph.lesionId === filter.lesionId) &&
      [photograph.imageId, photograph.lesionId ?? ''].some((name) => name.toLowerCase().includes(text));
    return isMatch ? [index] : [];
  });
}

test('finds exactly what a plain loop finds, in the order asked for', () => {
  const sortKey = {
    imported: (index: number) => [index],
    imageId: (index: number) => [photographs[index]!.imageId],
    diagnosis: (index: number) => [photographs[index]!.diagnosis, index],
    age: (index: number) => [photographs[index]!.ageYears ?? Infinity, index],
  };
  fc.assert(
    fc.property(filters, (filter) => {
      const key = sortKey[filter.sort];
      const expected = matches(filter).sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        const differing = left.findIndex((value, position) => value !== right[position]);
        return differing < 0 ? 0 : left[differing]! < right[differing]! ? -1 : 1;
      });
      const found = service.find(PhotographFilter.parse({ datasetId: 2, splitId, ...filter }));
      expect(found).toEqual(expected.map((index) => index + 41));
    }),
    { numRuns: 200 },
  );
});

test('facets count what a plain loop counts, each without its own restriction, from the kept counts too', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const facets = service.facets(PhotographFilter.parse({ datasetId: 2, splitId, ...filter }));
      for (const name of facetNames) {
        const expected = new Map<string, number>();
        for (const value of matches(filter, name).map((index) => factsOf(index)[name])) {
          if (value !== null) expected.set(value, (expected.get(value) ?? 0) + 1);
        }
        expect(new Map(facets[name].map(({ value, count }) => [value, count]))).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});

test('diagnoses and parts have their own order, decades rise, what is not known comes last', () => {
  const facets = service.facets(PhotographFilter.parse({ datasetId: 2, splitId }));
  expect(facets.diagnoses.map(({ value }) => value)).toEqual(['mel', 'nv', 'bkl', 'vasc']);
  expect(facets.parts.map(({ value }) => value)).toEqual(['train', 'validation', 'test']);
  const decades = facets.ageDecades.map(({ value }) => value);
  expect(decades.at(-1)).toBe('');
  expect(decades.slice(0, -1)).toEqual([...decades.slice(0, -1)].sort((a, b) => Number(a) - Number(b)));
});

test('counts follow photographs that are added', () => {
  const before = service.facets(PhotographFilter.parse({ datasetId: 2 }));
  new PhotographRepository(database).insert(2, [{ ...photographs[0]!, imageId: 'ISIC_new', site: 'somewhere new' }]);
  const after = service.facets(PhotographFilter.parse({ datasetId: 2 }));
  expect(after.sites.length).toBe(before.sites.length + 1);
});

test('a part without a split is refused', async () => {
  const asked = Promise.resolve().then(() => service.find(PhotographFilter.parse({ datasetId: 2, parts: ['test'] })));
  expect((await refusal(asked)).code).toBe('invalid-input');
});
