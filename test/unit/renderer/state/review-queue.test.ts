import { describe, expect, it } from 'vitest';
import { countCases, nextCase, stepCase } from '../../../../renderer/state/review-queue.ts';
import { exampleCase } from '../helpers/examples.ts';

const cases = [
  exampleCase('A', 'signed'),
  exampleCase('B', 'open'),
  exampleCase('C', 'deferred'),
  exampleCase('D', 'read'),
  exampleCase('E', 'signed'),
];

it('counts cases', () => {
  expect(countCases(cases)).toEqual({ total: 5, signed: 2, deferred: 1 });
});

describe('the case that waits next', () => {
  it('is the next one that is neither signed nor deferred, from the beginning again after the last', () => {
    expect(nextCase(cases, null)).toBe('B');
    expect(nextCase(cases, 'B')).toBe('D');
    expect(nextCase(cases, 'D')).toBe('B');
    expect(nextCase(cases, 'gone')).toBe('B');
  });

  it('is a deferred one when nothing else waits', () => {
    const few = [exampleCase('A', 'signed'), exampleCase('C', 'deferred'), exampleCase('E', 'signed')];
    expect(nextCase(few, 'A')).toBe('C');
    expect(nextCase(few, 'C')).toBe('C');
  });

  it('is the open one where only that is left, and none where all are signed', () => {
    expect(nextCase([exampleCase('A', 'signed'), exampleCase('B', 'read')], 'B')).toBe('B');
    expect(nextCase([exampleCase('A', 'signed')], 'A')).toBeNull();
    expect(nextCase([], null)).toBeNull();
  });
});

it('steps to a neighbour and stays within the queue', () => {
  expect(stepCase(cases, 'B', 1)).toBe('C');
  expect(stepCase(cases, 'B', -1)).toBe('A');
  expect(stepCase(cases, 'A', -1)).toBeNull();
  expect(stepCase(cases, 'E', 1)).toBeNull();
  expect(stepCase(cases, null, 1)).toBe('A');
});
