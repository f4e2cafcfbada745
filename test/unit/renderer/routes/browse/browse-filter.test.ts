import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotographFilter } from '../../../../../common/contract/dataset-calls.ts';
import { parseAddress } from '../../../../../renderer/state/address.ts';
import {
  facetNames,
  filterPath,
  isNarrowed,
  parseFilter,
  toggleFacet,
  widen,
} from '../../../../../renderer/routes/browse/browse-filter.ts';

const values = fc.uniqueArray(fc.string({ maxLength: 20 }), { maxLength: 4 });
const filters = fc.record({
  datasetId: fc.integer({ min: 1, max: 9999 }),
  diagnoses: values,
  splitId: fc.option(fc.integer({ min: 1, max: 99 })),
  parts: fc.subarray(['train', 'validation', 'test'] as const),
  proofs: values,
  sites: values,
  sexes: values,
  ageDecades: values,
  search: fc.string({ maxLength: 200 }),
  lesionId: fc.option(fc.string()),
  cell: fc.option(fc.record({ evaluationId: fc.integer({ min: 1 }), actual: fc.string(), predicted: fc.string() })),
  sort: fc.constantFrom('imported', 'imageId', 'diagnosis', 'age'),
});

describe('the filter in the address', () => {
  it('comes back as it was written, whatever the values are', () => {
    fc.assert(
      fc.property(filters, (fields) => {
        const filter = PhotographFilter.parse(fields);
        const address = parseAddress(`#${filterPath(filter)}`);
        expect(address.segments).toEqual(['browse', String(filter.datasetId)]);
        expect(parseFilter(filter.datasetId, address.query)).toEqual(filter);
      }),
    );
  });

  it('leaves out what it does not understand', () => {
    const query = new URLSearchParams('split=x&part=all&part=test&sort=colour&evaluation=3&actual=mel');
    const filter = parseFilter(7, query);
    expect(filter).toEqual(PhotographFilter.parse({ datasetId: 7, parts: ['test'] }));
  });

  it('switches values on and off, and widens to everything but order and split', () => {
    const filter = PhotographFilter.parse({ datasetId: 1, splitId: 2, sort: 'age' });
    const narrowed = toggleFacet(filter, 'sites', '');
    expect(narrowed.sites).toEqual(['']);
    expect(isNarrowed(narrowed)).toBe(true);
    expect(toggleFacet(narrowed, 'sites', '')).toEqual(filter);
    expect(isNarrowed(filter)).toBe(false);
    for (const facet of facetNames) expect(widen(toggleFacet(filter, facet, 'test'))).toEqual(filter);
  });
});
