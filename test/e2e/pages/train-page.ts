import type { Locator, Page } from '@playwright/test';

export class TrainPage {
  readonly start: Locator;
  /** Whom the network learns from beside the diagnoses. */
  readonly teacher: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.start = page.getByRole('button', { name: 'Start training' });
    this.teacher = page.getByLabel('Teacher', { exact: true });
  }

  async chooseRecipe(id: string): Promise<void> {
    await this.#page.getByRole('radiogroup', { name: 'Recipe' }).locator(`label:has(input[value="${id}"])`).click();
  }

  async makeSplit(): Promise<void> {
    await this.#page.getByRole('button', { name: 'New split' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the split' }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** A cross-validation in the training part of a split, in place of one run. */
  async divideTrainingPartOf(split: string, folds: string): Promise<void> {
    await this.#page.getByRole('radiogroup', { name: 'What is trained' }).getByText('Cross-validation').click();
    await this.choose('What is divided', `The training part of ${split}`);
    await this.fill('Folds', folds);
  }

  async openExpertSettings(): Promise<void> {
    const button = this.#page.getByRole('button', { name: /^Expert settings/ });
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  }

  /** Chooses a value from the list of a setting. */
  async choose(setting: string, value: string): Promise<void> {
    await this.#page.getByLabel(setting, { exact: true }).click();
    await this.#page.getByRole('option', { name: value }).click();
  }

  /** Switches a setting on. */
  async tick(setting: string): Promise<void> {
    await this.#page.getByRole('checkbox', { name: setting, exact: true }).check();
  }

  async fill(setting: string, value: string): Promise<void> {
    await this.#page.getByLabel(setting, { exact: true }).fill(value);
  }

  async setEpochs(epochs: number): Promise<void> {
    await this.#page.getByLabel('Epochs, at most').fill(String(epochs));
  }

  /** What the notice of missing ImageNet weights offers. */
  async useRandomWeights(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Use random weights' }).click();
  }

  /** A choice in the list of teachers, which is left open. */
  async offeredTeacher(name: string): Promise<Locator> {
    await this.teacher.click();
    return this.#page.getByRole('option', { name });
  }
}
