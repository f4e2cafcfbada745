import type { Locator, Page } from '@playwright/test';

export class ReviewPage {
  readonly model: Locator;
  readonly sign: Locator;
  readonly truth: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.model = page.getByRole('region', { name: /model’s/ });
    this.sign = page.getByRole('button', { name: /^Sign/ });
    this.truth = page.getByRole('region', { name: /signed/i });
  }

  /** By the keyboard alone: a diagnosis (1 to 7), a confidence, lock. */
  async readByKeyboard(diagnosisKey: string): Promise<void> {
    await this.#page.getByRole('group', { name: 'Your diagnosis' }).waitFor();
    await this.#page.keyboard.press(diagnosisKey);
    await this.#page.getByRole('group', { name: 'Confidence' }).getByRole('button').nth(1).click();
    await this.#page.keyboard.press('l');
    await this.model.waitFor();
  }

  async keepOwn(): Promise<void> {
    const own = this.#page.getByRole('group', { name: 'Final diagnosis' }).getByRole('button', { name: /yours/ });
    if ((await own.getAttribute('aria-pressed')) !== 'true') await own.click();
  }

  async writeNote(text: string): Promise<void> {
    await this.#page.getByLabel('Note').fill(text);
  }

  /** After signing, the next case opens by itself; the signed one stays in the queue. */
  openFirstSigned(): Promise<void> {
    return this.#page
      .getByRole('button', { name: /Signed$/ })
      .first()
      .click();
  }

  exportCsv(): Promise<void> {
    return this.#page.getByRole('button', { name: 'Export CSV' }).click();
  }
}
