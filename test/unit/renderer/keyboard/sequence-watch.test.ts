import { expect, it } from 'vitest';
import { SequenceWatch } from '../../../../renderer/keyboard/sequence-watch.ts';

function keyboard() {
  const target = new EventTarget();
  const watch = new SequenceWatch();
  const stop = watch.watch(target, ['g']);
  const press = (key: string, timeStamp: number): void => {
    const event = Object.defineProperties(new Event('keydown'), { key: { value: key }, timeStamp: { value: timeStamp } });
    target.dispatchEvent(event);
  };
  return { watch, stop, press };
}

it('tells the second press of a sequence from a press alone', () => {
  const { watch, press } = keyboard();
  expect(watch.isSecondPress(10)).toBe(false);
  press('g', 1000);
  expect(watch.isSecondPress(1000)).toBe(false);
  expect(watch.isSecondPress(1400)).toBe(true);
  expect(watch.isSecondPress(2500)).toBe(false);
  press('x', 3000);
  expect(watch.isSecondPress(3100)).toBe(false);
});

it('stops listening', () => {
  const { watch, stop, press } = keyboard();
  stop();
  press('g', 1000);
  expect(watch.isSecondPress(1100)).toBe(false);
});
