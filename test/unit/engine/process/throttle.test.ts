import { afterEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../../../engine/process/throttle.ts';

afterEach(() => vi.useRealTimers());

test('passes one value an interval, and at the end the last one that was dropped', () => {
  vi.useFakeTimers();
  const passed: number[] = [];
  const throttle = new Throttle<number>(250, (value) => passed.push(value));
  for (let value = 0; value < 10; value++) {
    throttle.push(value);
    vi.advanceTimersByTime(100);
  }
  expect(passed).toEqual([0, 3, 6, 9]);
  throttle.push(10);
  throttle.flush();
  throttle.flush();
  expect(passed).toEqual([0, 3, 6, 9, 10]);
});
