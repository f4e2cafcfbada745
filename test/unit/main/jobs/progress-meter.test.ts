import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProgressMeter } from '../../../../main/jobs/progress-meter.ts';

function meterWithClock(): { meter: ProgressMeter; wait: (ms: number) => void } {
  let nowMs = 1000;
  return { meter: new ProgressMeter(() => nowMs), wait: (ms) => (nowMs += ms) };
}

const update = (done: number, total: number | null = 100, stage = 'Reading') => ({ done, total, unit: 'photographs', stage });

test('tells rate and time left once it has watched for half a second', () => {
  const { meter, wait } = meterWithClock();
  expect(meter.measure(update(0))).toEqual({ ...update(0), perSecond: null, remainingMs: null });
  wait(400);
  expect(meter.measure(update(8)).perSecond).toBeNull();
  wait(600);
  expect(meter.measure(update(20))).toMatchObject({ perSecond: 20, remainingMs: 4000 });
});

test('follows the last ten seconds, not the whole job', () => {
  const { meter, wait } = meterWithClock();
  for (let second = 0; second <= 60; second++) {
    meter.measure(update(second, 10_000));
    wait(1000);
  }
  let done = 60;
  for (let second = 0; second < 15; second++) {
    done += 100;
    meter.measure(update(done, 10_000));
    wait(1000);
  }
  expect(meter.measure(update(done + 100, 10_000)).perSecond).toBeCloseTo(100, 0);
});

test('takes the time left from the effort where units take unequally long', () => {
  const { meter, wait } = meterWithClock();
  // Ten short units of a quarter each, then ten whole ones: 12.5 in all.
  const short = (done: number) => ({ ...update(done, 20), effort: { done: done / 4, total: 12.5 } });
  expect(meter.measure(short(0))).toEqual({ ...update(0, 20), perSecond: null, remainingMs: null });
  wait(1000);
  expect(meter.measure(short(4))).toMatchObject({ done: 4, total: 20, perSecond: 4, remainingMs: 11_500 });
});

test('a new stage begins with no rate, and an unknown total has no time left', () => {
  const { meter, wait } = meterWithClock();
  meter.measure(update(0));
  wait(1000);
  meter.measure(update(50));
  wait(10);
  expect(meter.measure(update(0, 30, 'Predicting')).perSecond).toBeNull();
  wait(1000);
  expect(meter.measure(update(10, null, 'Predicting'))).toMatchObject({ perSecond: 10_000 / 1000, remainingMs: null });
});

test('never tells a negative rate or time, whatever comes', () => {
  const steps = fc.array(fc.record({ waitMs: fc.nat(5000), done: fc.nat(500), stage: fc.constantFrom('a', 'b') }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      const { meter, wait } = meterWithClock();
      for (const { waitMs, done, stage } of list) {
        wait(waitMs);
        const { perSecond, remainingMs } = meter.measure(update(done, 500, stage));
        expect(perSecond ?? 0).toBeGreaterThanOrEqual(0);
        expect(remainingMs ?? 0).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
