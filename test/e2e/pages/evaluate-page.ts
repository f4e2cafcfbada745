import type { Locator, Page } from '@playwright/test';

export class EvaluatePage {
  readonly balancedAccuracy: Locator;
  readonly confusion: Locator;
  /** By which rule the run names its diagnoses. */
  readonly naming: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.balancedAccuracy = page.locator('dt', { hasText: 'Balanced accuracy' }).locator('xpath=following-sibling::dd[1]');
    this.confusion = page.getByRole('table', { name: /confusion matrix/i });
    this.naming = page.getByRole('combobox', { name: /^The run names by/ });
  }

  async nameBy(rule: string): Promise<void> {
    await this.naming.click();
    await this.#page.getByRole('option', { name: rule }).click();
  }

  /** Takes back what the newest message tells. */
  async undo(): Promise<void> {
    await this.#page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).last().click();
  }

  /** The figures of one rule, on the evaluation that is shown. */
  rule(name: string): Locator {
    return this.#page.getByRole('table', { name: /each naming rule/ }).getByRole('row', { name });
  }

  /** An evaluation in the list at the side. */
  evaluation(title: string): Locator {
    return this.#page.getByRole('region', { name: 'Evaluations of this run' }).getByRole('button', { name: title });
  }

  /** Confirms that the test part is opened; `ordinal` as the button says it: `1st`. */
  async openTestPart(ordinal: RegExp): Promise<void> {
    // Where nothing was evaluated yet, the empty screen offers it as well.
    await this.#page.getByRole('button', { name: 'Open the test part' }).first().click();
    await this.#page.getByRole('dialog').getByRole('button', { name: ordinal }).click();
  }
}
