import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration, formatTimeLeft } from '../../../../renderer/format/times.ts';

describe('times for people', () => {
  it('is coarser the longer it takes', () => {
    expect(formatDuration(840)).toBe('0.8 s');
    expect(formatDuration(59_400)).toBe('59 s');
    expect(formatDuration(59_600)).toBe('1 min');
    expect(formatDuration(18 * 60_000)).toBe('18 min');
    expect(formatDuration(125 * 60_000)).toBe('2 h 05 min');
    expect(formatDuration(59.7 * 60_000)).toBe('1 h 00 min');
  });

  it('rounds what is left up to five seconds', () => {
    expect(formatTimeLeft(3000)).toBe('a few seconds left');
    expect(formatTimeLeft(21_000)).toBe('25 s left');
    expect(formatTimeLeft(90_000)).toBe('2 min left');
  });

  it('says how long ago', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect(formatAgo('2026-11-21T11:59:30Z', now)).toBe('just now');
    expect(formatAgo('2026-11-21T11:55:00Z', now)).toBe('5 min ago');
    expect(formatAgo('2026-11-20T11:00:00Z', now)).toBe('yesterday');
    expect(formatAgo('2026-11-02T11:00:00Z', now)).toBe('2 Nov 2026');
  });
});
