import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../../../main/jobs/throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('passes the first at once, then the latest once an interval', () => {
  const passed: number[] = [];
  const throttle = new Throttle<number>(250, (value) => passed.push(value));
  for (let value = 0; value < 100; value++) {
    throttle.push(value);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(passed[0]).toBe(0);
  expect(passed.at(-1)).toBe(99);
  expect(passed.length).toBeLessThanOrEqual(6);
});

test('flush passes what waits, once, and leaves no timer behind', () => {
  const passed: number[] = [];
  const throttle = new Throttle<number>(250, (value) => passed.push(value));
  throttle.push(1);
  throttle.push(2);
  throttle.flush();
  throttle.flush();
  expect(vi.getTimerCount()).toBe(0);
  expect(passed).toEqual([1, 2]);
});
