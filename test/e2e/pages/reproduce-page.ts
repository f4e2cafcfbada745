import type { Locator, Page } from '@playwright/test';

export class ReproducePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The line of a recipe in the table, by its title. */
  row(title: string): Locator {
    return this.#page.getByRole('row').filter({ has: this.#page.getByRole('rowheader', { name: title }) });
  }

  async reproduceQuickly(title: string): Promise<void> {
    await this.row(title)
      .getByRole('button', { name: /^(Reproduce|Again)…$/ })
      .click();
    const dialog = this.#page.getByRole('dialog');
    // The radio itself is hidden behind its label.
    await dialog.getByRole('radio', { name: 'Quick trial' }).check({ force: true });
    await dialog.getByRole('button', { name: 'Queue it' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async saveAsMarkdown(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Copy or save the table' }).click();
    await this.#page.getByRole('menuitem', { name: 'Save as Markdown' }).click();
  }
}
