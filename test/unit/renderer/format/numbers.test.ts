import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatPercent,
  formatRate,
  formatScore,
  formatTimes,
  formatSmall,
} from '../../../../renderer/format/numbers.ts';

describe('numbers for people', () => {
  it('groups thousands and counts in words', () => {
    expect(formatCount(10015)).toBe('10,015');
    expect(formatCounted(1, 'photograph')).toBe('1 photograph');
    expect(formatCounted(0, 'class', 'classes')).toBe('0 classes');
  });

  it('says how often something happened', () => {
    expect([0, 1, 2, 3, 1200].map(formatTimes)).toEqual(['never', 'once', 'twice', '3 times', '1,200 times']);
  });

  it('shows a missing score as a dash', () => {
    expect(formatScore(0.7126)).toBe('0.713');
    expect(formatScore(null)).toBe('–');
  });

  it('never rounds to 0 % or 100 % what is not', () => {
    expect(formatPercent(0)).toBe('0 %');
    expect(formatPercent(0.0004)).toBe('< 0.1 %');
    expect(formatPercent(0.043)).toBe('4.3 %');
    expect(formatPercent(0.5)).toBe('50 %');
    expect(formatPercent(0.994)).toBe('99.4 %');
    expect(formatPercent(0.9999)).toBe('> 99.9 %');
    expect(formatPercent(1)).toBe('100 %');
  });

  it('keeps three figures of bytes at every size', () => {
    expect(formatBytes(0)).toBe('0 bytes');
    expect(formatBytes(48_253)).toBe('48.3 kB');
    expect(formatBytes(999_999)).toBe('1.0 MB');
    expect(formatBytes(214e9)).toBe('214 GB');
  });

  it('keeps rates and learning rates readable', () => {
    expect(formatRate(612.4, 'photographs')).toBe('612 photographs/s');
    expect(formatRate(0.43, 'batches')).toBe('0.4 batches/s');
    expect(formatSmall(0.001)).toBe('0.001');
    expect(formatSmall(0.0004)).toBe('4e-4');
    expect(formatSmall(0.00001234)).toBe('1.23e-5');
  });
});
