import { describe, expect, it } from 'vitest';
import { BatchLoader } from '../../../../renderer/api/batch-loader.ts';

function loader(answer: (ids: readonly number[]) => Promise<readonly number[]>, largestBatch = 3) {
  const requests: number[][] = [];
  const loaded: number[] = [];
  const failures: unknown[] = [];
  const batch = new BatchLoader<number>({
    largestBatch,
    load: (ids) => {
      requests.push([...ids]);
      return answer(ids);
    },
    onLoaded: (items) => loaded.push(...items),
    onFailed: (thrown) => failures.push(thrown),
  });
  return { batch, requests, loaded, failures };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('loading in batches', () => {
  it('asks once for each id, together, in requests of a limited size', async () => {
    const { batch, requests, loaded } = loader((ids) => Promise.resolve(ids));
    batch.want([1, 2]);
    batch.want([2, 3, 4]);
    await settle();
    batch.want([1, 4, 5]);
    await settle();
    expect(requests).toEqual([[1, 2, 3], [4], [5]]);
    expect(loaded).toEqual([1, 2, 3, 4, 5]);
  });

  it('asks again after a failure, and only for what failed', async () => {
    let isDown = true;
    const { batch, requests, loaded, failures } = loader((ids) => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(ids)));
    batch.want([1]);
    await settle();
    expect(failures).toHaveLength(1);
    isDown = false;
    batch.want([1]);
    await settle();
    expect(requests).toEqual([[1], [1]]);
    expect(loaded).toEqual([1]);
  });
});
