import { contrast, towards } from '../../styles/contrast.ts';

const ends = { light: { none: '#ffffff', all: '#1f63b0' }, dark: { none: '#262626', all: '#6aa6e8' } } as const;
const inks = { light: ['#000000', '#ffffff'], dark: ['#ffffff', '#000000'] } as const;

export interface Shade {
  readonly ground: string;
  readonly ink: string;
}

/** Ground of a cell that holds `share` (0 to 1) of its row, and the ink that is easier to read on it. The square root keeps small shares visible. */
export function confusionShade(share: number, theme: 'light' | 'dark'): Shade {
  const { none, all } = ends[theme];
  const ground = share <= 0 ? none : towards(none, all, Math.sqrt(share));
  const [plain, inverse] = inks[theme];
  return { ground, ink: contrast(plain, ground) >= contrast(inverse, ground) ? plain : inverse };
}
