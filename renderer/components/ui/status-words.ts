import type { IconComponent } from './icon.ts';

/** How a status is shown: never by its colour alone. */
export interface StatusWords {
  readonly label: string;
  readonly icon: IconComponent;
  readonly tone: 'plain' | 'active' | 'success' | 'warning' | 'failure';
}
