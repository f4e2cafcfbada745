import type { Locator, Page } from '@playwright/test';

/** The part of the Train screen that asks for a search. */
export class SearchFormPage {
  readonly start: Locator;
  readonly space: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.start = page.getByRole('button', { name: 'Start search' });
    this.space = page.getByRole('group', { name: 'What is searched' });
  }

  async choose(): Promise<void> {
    // The radio itself is hidden behind its label.
    await this.#page.getByRole('radio', { name: 'Search' }).check({ force: true });
  }

  async setTrials(trials: number): Promise<void> {
    await this.#page.getByLabel('Trials', { exact: true }).fill(String(trials));
  }

  async chooseMethod(name: string): Promise<void> {
    await this.#page.getByLabel('Method', { exact: true }).click();
    await this.#page.getByRole('option', { name }).click();
  }

  range(setting: string, end: 'from' | 'to'): Locator {
    return this.space.getByLabel(`${setting}, ${end}`, { exact: true });
  }

  async remove(setting: string): Promise<void> {
    await this.space.getByRole('button', { name: `Do not search ${setting}` }).click();
  }

  async add(setting: string): Promise<void> {
    await this.space.getByRole('combobox', { name: 'Add a setting' }).click();
    await this.#page.getByRole('option', { name: setting, exact: true }).click();
  }
}
