import type { PhotographFilter } from '../../common/contract/dataset-calls.ts';
import type { CallOutput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { Part } from '../../common/domain/dataset.ts';
import type { Photograph } from '../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { FacetRow, PhotographSearch } from '../database/repositories/photograph-search.ts';

export type Facets = CallOutput<HostProtocol, 'photographs.facets'>;
type FacetList = Facets['proofs'];
type FacetName = keyof Facets;

const valueOf: Readonly<Record<FacetName, (row: FacetRow) => string | null>> = {
  diagnoses: (row) => row.diagnosis,
  parts: (row) => row.part,
  proofs: (row) => row.proof ?? '',
  sites: (row) => row.site ?? '',
  sexes: (row) => row.sex ?? '',
  ageDecades: (row) => (row.decade === null ? '' : String(row.decade)),
};
const facetNames = Object.keys(valueOf) as FacetName[];

/** Datasets and splits whose counts are kept. */
const keptCounts = 6;

/** Finds photographs and counts what there is to filter for. */
export class PhotographService {
  readonly #photographs: PhotographRepository;
  readonly #search: PhotographSearch;
  readonly #kept = new Map<string, readonly FacetRow[]>();

  constructor(photographs: PhotographRepository, search: PhotographSearch) {
    this.#photographs = photographs;
    this.#search = search;
  }

  find(filter: PhotographFilter): number[] {
    checkFilter(filter);
    return this.#search.findIds(filter);
  }

  get(ids: readonly number[]): Photograph[] {
    return this.#photographs.getMany(ids);
  }

  /** The empty text counts photographs without a value (no age, no sex noted). Without a split there are no parts. */
  facets(filter: PhotographFilter): Facets {
    checkFilter(filter);
    const rows = this.#combinations(filter);
    const count = (facet: FacetName): Map<string, number> => {
      const others = facetNames.filter((name) => name !== facet && filter[name].length > 0);
      const matching = rows.filter((row) =>
        others.every((name) => (filter[name] as readonly (string | null)[]).includes(valueOf[name](row))),
      );
      return countBy(matching, valueOf[facet]);
    };
    const diagnoses = count('diagnoses');
    const decades = count('ageDecades');
    return {
      diagnoses: inOrder(diagnoses, orderDiagnoses(diagnoses.keys())),
      parts: inOrder(count('parts'), Part.options),
      proofs: byCount(count('proofs')),
      sites: byCount(count('sites')),
      sexes: byCount(count('sexes')),
      ageDecades: inOrder(
        decades,
        [...decades.keys()].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : Number(a) - Number(b))),
      ),
    };
  }

  /** Counting 100,000 photographs takes a fifth of a second. Photographs are only ever added, so the last one's id tells whether counts still hold. */
  #combinations(filter: PhotographFilter): readonly FacetRow[] {
    if (filter.search !== '' || filter.lesionId !== null || filter.cell !== null) return this.#search.countCombinations(filter);
    const key = `${filter.datasetId}/${filter.splitId ?? ''}/${this.#search.lastId(filter.datasetId)}`;
    const rows = this.#kept.get(key) ?? this.#search.countCombinations(filter);
    this.#kept.delete(key);
    this.#kept.set(key, rows);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptCounts && oldest !== undefined) this.#kept.delete(oldest);
    return rows;
  }
}

function checkFilter(filter: PhotographFilter): void {
  if (filter.parts.length > 0 && filter.splitId === null) {
    throw new AppError('invalid-input', 'Photographs can be filtered by part only within a split. Choose a split first.');
  }
}

function countBy(rows: readonly FacetRow[], valueOf: (row: FacetRow) => string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = valueOf(row);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + row.count);
  }
  return counts;
}

function inOrder(counts: ReadonlyMap<string, number>, order: readonly string[]): FacetList {
  return order.filter((value) => counts.has(value)).map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

function byCount(counts: ReadonlyMap<string, number>): FacetList {
  const entries = [...counts].map(([value, count]) => ({ value, count }));
  return entries.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
