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

/** Finds photographs and counts what there is to filter for. */
export class PhotographService {
  readonly #photographs: PhotographRepository;
  readonly #search: PhotographSearch;

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

  /** Photographs without a value (no age, no sex noted) are in no count of that facet. */
  facets(filter: PhotographFilter): Facets {
    checkFilter(filter);
    const rows = this.#search.countCombinations(filter);
    const hasDiagnosis = (row: FacetRow): boolean => filter.diagnoses.length === 0 || filter.diagnoses.includes(row.diagnosis);
    const hasPart = (row: FacetRow): boolean => filter.parts.length === 0 || filter.parts.some((part) => part === row.part);
    const matching = rows.filter((row) => hasDiagnosis(row) && hasPart(row));
    const diagnoses = countBy(rows.filter(hasPart), (row) => row.diagnosis);
    const parts = countBy(rows.filter(hasDiagnosis), (row) => row.part);
    const decades = countBy(matching, (row) => (row.decade === null ? null : String(row.decade)));
    return {
      diagnoses: inOrder(diagnoses, orderDiagnoses(diagnoses.keys())),
      parts: inOrder(parts, Part.options),
      proofs: byCount(countBy(matching, (row) => row.proof)),
      sites: byCount(countBy(matching, (row) => row.site)),
      sexes: byCount(countBy(matching, (row) => row.sex)),
      ageDecades: inOrder(
        decades,
        [...decades.keys()].sort((a, b) => Number(a) - Number(b)),
      ),
    };
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
