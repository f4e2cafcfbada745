import { PhotographFilter } from '../../../common/contract/dataset-calls.ts';
import { Part } from '../../../common/domain/dataset.ts';
import { parseId } from '../../state/address.ts';

/** The facets in which photographs can be narrowed down: the filter's lists, and their names in addresses. */
export const facetKeys = {
  diagnoses: 'dx',
  parts: 'part',
  proofs: 'proof',
  ageDecades: 'age',
  sexes: 'sex',
  sites: 'site',
} as const;
export type FacetName = keyof typeof facetKeys;
export const facetNames = Object.keys(facetKeys) as FacetName[];

const sorts = PhotographFilter.shape.sort.unwrap();

/** Reads a filter from an address's query, leaving out what is not understood. */
export function parseFilter(datasetId: number, query: URLSearchParams): PhotographFilter {
  const evaluationId = parseId(query.get('evaluation'));
  const [actual, predicted] = [query.get('actual'), query.get('predicted')];
  const sort = sorts.safeParse(query.get('sort'));
  return PhotographFilter.parse({
    datasetId,
    diagnoses: query.getAll('dx'),
    splitId: parseId(query.get('split')),
    parts: query.getAll('part').filter((part) => Part.safeParse(part).success),
    proofs: query.getAll('proof'),
    sites: query.getAll('site'),
    sexes: query.getAll('sex'),
    ageDecades: query.getAll('age'),
    search: (query.get('q') ?? '').slice(0, 200),
    lesionId: query.get('lesion'),
    cell: evaluationId !== null && actual !== null && predicted !== null ? { evaluationId, actual, predicted } : null,
    sort: sort.success ? sort.data : 'imported',
  });
}

/** The address of a filter: `/browse/2?dx=mel&part=test`. */
export function filterPath(filter: PhotographFilter): string {
  const query = new URLSearchParams();
  if (filter.splitId !== null) query.set('split', String(filter.splitId));
  for (const facet of facetNames) for (const value of filter[facet]) query.append(facetKeys[facet], value);
  if (filter.search !== '') query.set('q', filter.search);
  if (filter.lesionId !== null) query.set('lesion', filter.lesionId);
  if (filter.cell !== null) {
    query.set('evaluation', String(filter.cell.evaluationId));
    query.set('actual', filter.cell.actual);
    query.set('predicted', filter.cell.predicted);
  }
  if (filter.sort !== 'imported') query.set('sort', filter.sort);
  const text = query.toString();
  return `/browse/${filter.datasetId}${text === '' ? '' : `?${text}`}`;
}

/** Whether it narrows anything down (a split alone or an order does not). */
export function isNarrowed(filter: PhotographFilter): boolean {
  return facetNames.some((facet) => filter[facet].length > 0) || filter.search !== '' || filter.lesionId !== null || filter.cell !== null;
}

/** With one facet's value switched on or off. */
export function toggleFacet(filter: PhotographFilter, facet: FacetName, value: string): PhotographFilter {
  const values: readonly string[] = filter[facet];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return { ...filter, [facet]: next };
}

/** Everything of the dataset, in the same order and with the same split. */
export function widen(filter: PhotographFilter): PhotographFilter {
  return PhotographFilter.parse({ datasetId: filter.datasetId, splitId: filter.splitId, sort: filter.sort });
}
