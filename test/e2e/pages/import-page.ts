import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class ImportPage {
  readonly heading: Locator;
  readonly done: Locator;
  /** That the folder was imported before. */
  readonly known: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.heading = page.getByRole('heading', { name: 'Which folder?' });
    this.done = page.getByRole('heading', { name: /photographs imported$/ });
    this.known = page.getByRole('note').filter({ hasText: 'This folder was imported before' });
  }

  /** From the report of the dry run. */
  async startImport(name: string): Promise<void> {
    await this.#page.getByLabel('Name of the dataset').fill(name);
    await this.#page.getByRole('button', { name: /^Import [\d,]+ photographs$/ }).click();
    await expect(this.done).toBeVisible({ timeout: 60_000 });
  }
}
