import { describeDiagnosis, diagnosisIds } from '../../common/domain/diagnosis.ts';
import { contrast, towards } from './contrast.ts';

/** What a mark stands on in each theme; the hardest case of that theme's surfaces. */
const grounds = { light: '#e9e9e9', dark: '#303030' } as const;
const leastContrast = 3;

/** `fill`: the palette's colour. `edge`: the same hue, moved just far enough from the ground that its outline can be seen (WCAG 1.4.11). */
export interface DiagnosisPaint {
  readonly fill: string;
  readonly edge: string;
}

export function diagnosisPaint(id: string, theme: 'light' | 'dark'): DiagnosisPaint {
  const fill = describeDiagnosis(id).colour;
  const ground = grounds[theme];
  const end = theme === 'light' ? '#000000' : '#ffffff';
  let edge = fill;
  for (let share = 0; contrast(edge, ground) < leastContrast; share += 0.02) edge = towards(fill, end, share);
  return { fill, edge };
}

/** The custom properties `--dx-<id>` and `--dx-<id>-edge` of the seven, and `--dx-other` for any other label. */
export function diagnosisProperties(theme: 'light' | 'dark'): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const id of [...diagnosisIds, 'other']) {
    const paint = diagnosisPaint(id, theme);
    properties[`--dx-${id}`] = paint.fill;
    properties[`--dx-${id}-edge`] = paint.edge;
  }
  return properties;
}

/** The custom property of a class label's colour: `--dx-mel`. */
export function diagnosisProperty(id: string, use: 'fill' | 'edge' = 'fill'): string {
  const name = diagnosisIds.includes(id) ? id : 'other';
  return use === 'fill' ? `--dx-${name}` : `--dx-${name}-edge`;
}

/** CSS for a class label's colour. */
export function diagnosisColour(id: string, use: 'fill' | 'edge' = 'fill'): string {
  return `var(${diagnosisProperty(id, use)})`;
}
