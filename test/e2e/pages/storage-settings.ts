import type { Locator, Page } from '@playwright/test';

/** Storage, among the settings. */
export class StorageSettings {
  readonly section: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.section = page.getByRole('region', { name: 'Storage' });
  }

  /** The line of one kind of data, with its size. */
  kept(kind: string): Locator {
    return this.section.getByRole('row', { name: kind });
  }

  async removeEverythingMadeAgain(): Promise<void> {
    await this.section.getByRole('button', { name: 'Remove what can be made again' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
}
