import { towards } from '../../../styles/contrast.ts';

/** Worst and best in each theme: from grey, which steps back, to the blue of the charts, which stands out. Both can be seen on every ground. */
const ends = { light: { worst: '#8a8a8a', best: '#0d4f9c' }, dark: { worst: '#767676', best: '#8fc4fb' } } as const;

/** Most trials of a search are about as good: only those near the best one stand out. */
const steepness = 2;

/** Colour of a line by how good it is, 0 (the worst of all) to 1 (the best). */
export function scoreColour(goodness: number, theme: 'light' | 'dark'): string {
  const { worst, best } = ends[theme];
  return towards(worst, best, Math.min(1, Math.max(0, goodness)) ** steepness);
}
