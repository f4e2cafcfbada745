import { describe, expect, it } from 'vitest';
import { findNamed } from '../../../../main/cli/named-items.ts';

const items = [
  { id: 1, name: 'HAM10000' },
  { id: 2, name: 'ham10000' },
  { id: 3, name: 'ISIC 2018' },
  { id: 4, name: '3' },
  { id: 5, name: 'Twice' },
  { id: 6, name: 'Twice' },
];

describe('findNamed', () => {
  it('takes an id before a name', () => {
    expect(findNamed('dataset', items, '3')).toBe(items[2]);
  });

  it('takes an exact name before one that differs in case', () => {
    expect(findNamed('dataset', items, 'ham10000')).toBe(items[1]);
    expect(findNamed('dataset', items, 'isic 2018')).toBe(items[2]);
  });

  it('names the ids where a name is not enough', () => {
    expect(() => findNamed('dataset', items, 'Twice')).toThrow('2 datasets are named "Twice". Name one by its id: 5, 6.');
    expect(() => findNamed('dataset', items, 'HaM10000')).toThrow('1, 2');
  });

  it('says what there is where nothing fits', () => {
    expect(() => findNamed('run', [], 'x')).toThrow('There is no run "x". This workspace has no runs yet.');
    expect(() => findNamed('dataset', items, 'x')).toThrow('Known datasets: 1 (HAM10000), 2 (ham10000)');
  });
});
