import type { Locator, Page } from '@playwright/test';

export class EvaluatePage {
  readonly balancedAccuracy: Locator;
  readonly confusion: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.balancedAccuracy = page.locator('dt', { hasText: 'Balanced accuracy' }).locator('xpath=following-sibling::dd[1]');
    this.confusion = page.getByRole('table', { name: /confusion matrix/i });
  }

  /** Confirms that the test part is opened; `ordinal` as the button says it: `1st`. */
  async openTestPart(ordinal: RegExp): Promise<void> {
    // Where nothing was evaluated yet, the empty screen offers it as well.
    await this.#page.getByRole('button', { name: 'Open the test part' }).first().click();
    await this.#page.getByRole('dialog').getByRole('button', { name: ordinal }).click();
  }
}
