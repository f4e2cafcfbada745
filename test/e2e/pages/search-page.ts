import type { Locator, Page } from '@playwright/test';

/** The screen of one search. */
export class SearchPage {
  readonly best: Locator;
  readonly trials: Locator;
  readonly plot: Locator;
  readonly rows: Locator;
  readonly lines: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.best = page
      .locator('dt', { hasText: /^Best / })
      .first()
      .locator('xpath=following-sibling::dd[1]');
    this.trials = page.locator('dt', { hasText: /^Trials$/ }).locator('xpath=following-sibling::dd[1]');
    this.plot = page.getByRole('group', { name: 'Settings and results' });
    this.rows = page.getByRole('table', { name: 'Trials' }).locator('tbody tr');
    // Drawn for the eye only: screen readers have the table.
    this.lines = this.plot.locator('[data-line]:not(.out)');
  }

  end(axis: string, end: 'lower' | 'upper'): Locator {
    return this.plot.getByRole('slider', { name: `${axis}, ${end} end` });
  }

  row(trial: number): Locator {
    return this.rows.filter({ has: this.#page.getByRole('link', { name: `Run of trial ${trial}`, exact: true }) });
  }

  /** Numbers of the trials in the table, from the top. */
  async numbers(): Promise<number[]> {
    return (await this.rows.locator('th').allInnerTexts()).map(Number);
  }

  sortBy(column: string): Promise<void> {
    return this.#page.getByRole('columnheader', { name: column }).getByRole('button').click();
  }

  async act(trial: number, action: string): Promise<void> {
    await this.#page.getByRole('button', { name: `Actions for trial ${trial}`, exact: true }).click();
    await this.#page.getByRole('menuitem', { name: action }).click();
  }

  async export(item: string): Promise<void> {
    await this.#page.getByRole('button', { name: 'Settings and results: table and export' }).click();
    await this.#page.getByRole('menuitem', { name: item }).click();
    await this.#page.getByRole('menu').waitFor({ state: 'hidden' });
  }

  async rename(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: 'More actions for this search' }).click();
    await this.#page.getByRole('menuitem', { name: 'Rename…' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async pause(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Pause', exact: true }).click();
  }

  async resume(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Resume', exact: true }).click();
  }
}
