// Loaded before everything else by the clock test (`NODE_OPTIONS=--import`): soon after the start of each process its wall clock is set back by two days.
// The clock that measures durations goes on, as a real one does.
const RealDate = Date;
const setBackAfterMs = 1500;
const setBackMs = 2 * 24 * 60 * 60 * 1000;

function now(): number {
  return RealDate.now() - (performance.now() > setBackAfterMs ? setBackMs : 0);
}

globalThis.Date = class extends RealDate {
  constructor(...values: unknown[]) {
    super(...((values.length === 0 ? [now()] : values) as [number]));
  }

  static override now(): number {
    return now();
  }
} as DateConstructor;
