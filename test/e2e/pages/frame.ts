import type { Page } from '@playwright/test';

export type ScreenName = 'Home' | 'Import' | 'Browse' | 'Train' | 'Runs' | 'Compare' | 'Evaluate' | 'Review' | 'Predict' | 'Settings';

/** What surrounds every screen. */
export class Frame {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async acceptResearchUse(): Promise<void> {
    await this.#page.getByRole('dialog').getByRole('button', { name: 'I understand' }).click();
    await this.#page.getByRole('dialog').waitFor({ state: 'hidden' });
  }

  /** By the navigation at the side. */
  async show(screen: ScreenName): Promise<void> {
    await this.#page.getByRole('navigation').first().getByRole('link', { name: screen }).click();
  }

  /** By its address, as a reload or a bookmark does. */
  async goTo(path: string): Promise<void> {
    await this.#page.evaluate((hash) => (window.location.hash = hash), `#${path}`);
  }
}
