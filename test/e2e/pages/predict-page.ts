import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';

export class PredictPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async choose(...paths: string[]): Promise<void> {
    await this.#page.getByLabel('Photographs', { exact: true }).setInputFiles(paths);
  }

  /** What became of one file. */
  card(path: string): Locator {
    return this.#page.getByRole('article', { name: basename(path) });
  }
}
