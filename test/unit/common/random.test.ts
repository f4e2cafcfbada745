import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../common/domain/random.ts';

describe('SeededRandom', () => {
  it('gives the same numbers for ever: splits and samples of earlier versions depend on them', () => {
    const random = new SeededRandom(1, 'split', 'mel');
    expect([random.nextUint32(), random.nextUint32(), random.nextUint32()]).toMatchInlineSnapshot(`
      [
        1514171699,
        1941828919,
        165983235,
      ]
    `);
  });

  it('gives other numbers for another seed or stream', () => {
    const first = (...key: [number, ...(string | number)[]]): number => new SeededRandom(...key).nextUint32();
    expect(new Set([first(1), first(2), first(1, 'a'), first(1, 'b'), first(1, 'a', 1), first(11)]).size).toBe(6);
  });

  it('is uniform enough', () => {
    const random = new SeededRandom(7);
    const bins = new Array<number>(16).fill(0);
    for (let draw = 0; draw < 64_000; draw++) bins[random.nextBelow(16)]!++;
    // Chi squared with 15 degrees of freedom is over 37.7 once in a thousand seeds; this seed is fixed.
    expect(bins.reduce((sum, count) => sum + (count - 4000) ** 2 / 4000, 0)).toBeLessThan(37.7);
  });

  it('stays in its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, bound) => {
        const random = new SeededRandom(seed);
        expect(random.nextBelow(bound)).toBeLessThan(bound);
        expect(random.next()).toBeLessThan(1);
        const value = random.between(-bound, bound);
        expect(value >= -bound && value < bound).toBe(true);
      }),
    );
  });

  it('shuffles: the same items, in every order about as often', () => {
    const random = new SeededRandom(3);
    const orders = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect([...random.shuffle(Uint8Array.of(1, 2, 3, 4))].sort()).toEqual([1, 2, 3, 4]);
  });
});
