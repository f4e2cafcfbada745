import type { Page } from '@playwright/test';

export class RunsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Makes one of several; the ensemble is shown then. */
  async combine(names: readonly string[], ensemble: string): Promise<void> {
    for (const name of names) await this.#page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await this.#page.getByRole('button', { name: 'Combine to an ensemble…' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(ensemble);
    await dialog.getByRole('button', { name: 'Combine', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }
}
