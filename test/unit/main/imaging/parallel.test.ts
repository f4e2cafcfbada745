import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachInParallel } from '../../../../main/imaging/parallel.ts';

describe('forEachInParallel', () => {
  it('works on every item once, in order, never on more than the limit', async () => {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await forEachInParallel([...Array(20).keys()], 3, undefined, async (item, index) => {
      expect(item).toBe(index);
      started.push(item);
      most = Math.max(most, ++running);
      await sleep(item % 3);
      running--;
    });
    expect(started).toEqual([...Array(20).keys()]);
    expect(most).toBe(3);
  });

  it('starts nothing new after a failure, and waits for what runs', async () => {
    const started: number[] = [];
    let finished = 0;
    const work = async (item: number): Promise<void> => {
      started.push(item);
      await sleep(item === 1 ? 1 : 10);
      if (item === 1) throw new Error('no');
      finished++;
    };
    await expect(forEachInParallel([0, 1, 2, 3, 4, 5], 3, undefined, work)).rejects.toThrow('no');
    expect(started).toEqual([0, 1, 2]);
    expect(finished).toBe(2);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    let done = 0;
    const work = (): Promise<void> => {
      if (++done === 2) controller.abort();
      return Promise.resolve();
    };
    await expect(forEachInParallel([1, 2, 3, 4], 1, controller.signal, work)).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toBe(2);
  });
});
