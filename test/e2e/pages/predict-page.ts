import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';

export class PredictPage {
  /** Fields for what is known of the patient; only there for a network that is told. */
  readonly patient: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.patient = page.getByRole('group', { name: 'The patient of these photographs' });
    this.#page = page;
  }

  async choose(...paths: string[]): Promise<void> {
    await this.#page.getByLabel('Photographs', { exact: true }).setInputFiles(paths);
  }

  /** What became of one file. */
  card(path: string): Locator {
    return this.#page.getByRole('article', { name: basename(path) });
  }

  async chooseRun(name: string): Promise<void> {
    await this.#page.getByRole('combobox', { name: /^Run: / }).click();
    await this.#page.getByRole('option', { name }).click();
  }

  async fillAge(years: string): Promise<void> {
    await this.patient.getByLabel('Age, years').fill(years);
    await this.#page.keyboard.press('Tab');
  }

  async chooseFact(fact: 'Sex' | 'Body site', value: string): Promise<void> {
    await this.patient.getByLabel(fact).click();
    await this.#page.getByRole('option', { name: value, exact: true }).click();
  }

  async saveAsCsv(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Copy, save or clear' }).click();
    await this.#page.getByRole('menuitem', { name: 'Save as CSV' }).click();
  }
}
