import type { Page } from '@playwright/test';

/** The user's own recipes, on the Train screen. */
export class RecipePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The card of a recipe in the gallery. */
  card(id: string) {
    return this.#page.getByRole('radiogroup', { name: 'Recipe' }).locator(`label:has(input[value="${id}"])`);
  }

  /** Keeps the settings as they are under another title. */
  async keepAs(title: string): Promise<void> {
    await this.#page.getByRole('button', { name: /^(Copy this recipe|Save as a recipe)…$/ }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Title').fill(title);
    await dialog.getByRole('button', { name: 'Save', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Keeps changed settings in the own recipe that is chosen. */
  async replace(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Save as a recipe…' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Replace' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async saveAsFile(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Save it as a file' }).click();
  }

  async remove(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Remove this recipe' }).click();
  }

  async addFrom(path: string): Promise<void> {
    await this.#page.getByLabel('File of a recipe').setInputFiles(path);
  }
}
