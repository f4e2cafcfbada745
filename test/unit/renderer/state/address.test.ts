import { describe, expect, it } from 'vitest';
import { parseAddress, parseId } from '../../../../renderer/state/address.ts';

describe('addresses', () => {
  it('have segments and a query', () => {
    const address = parseAddress('#/browse/3?q=ISIC%20%26&dx=mel&dx=nv');
    expect(address.segments).toEqual(['browse', '3']);
    expect(address.query.get('q')).toBe('ISIC &');
    expect(address.query.getAll('dx')).toEqual(['mel', 'nv']);
    expect(parseAddress('').segments).toEqual([]);
    expect(parseAddress('#/').segments).toEqual([]);
  });

  it('decode names, and take what cannot be decoded as it stands', () => {
    expect(parseAddress('#/review/2/HAM%2F1').segments).toEqual(['review', '2', 'HAM/1']);
    expect(parseAddress('#/review/100%').segments).toEqual(['review', '100%']);
  });

  it('have ids only where there is a positive whole number', () => {
    expect(['1', '99', '0', '-1', '1.5', '01', '', 'x', null, undefined].map(parseId)).toEqual([
      1,
      99,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
