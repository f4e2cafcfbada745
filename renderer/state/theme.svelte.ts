import type { Settings } from '../../common/domain/system.ts';
import { diagnosisProperties } from '../styles/diagnosis-paint.ts';

export type Theme = 'light' | 'dark';

const storageKey = 'nevus.theme';

/** Light or dark, as set or as the system says. Remembered in the browser too, so that a window opens in its theme before the host answers. */
export class ThemeState {
  #choice = $state<Settings['theme']>('system');
  #systemIsDark = $state(false);
  readonly #root: HTMLElement;

  constructor(root: HTMLElement = document.documentElement) {
    this.#root = root;
    const media = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = media.matches;
    media.addEventListener('change', (event) => {
      this.#systemIsDark = event.matches;
      this.#apply();
    });
    const remembered = localStorage.getItem(storageKey);
    if (remembered === 'light' || remembered === 'dark') this.#choice = remembered;
    this.#apply();
  }

  get current(): Theme {
    if (this.#choice !== 'system') return this.#choice;
    return this.#systemIsDark ? 'dark' : 'light';
  }

  choose(choice: Settings['theme']): void {
    if (choice === this.#choice) return;
    this.#choice = choice;
    localStorage.setItem(storageKey, choice);
    this.#apply();
  }

  #apply(): void {
    this.#root.dataset['theme'] = this.current;
    for (const [property, colour] of Object.entries(diagnosisProperties(this.current))) this.#root.style.setProperty(property, colour);
  }
}
