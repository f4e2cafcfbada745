import type { Locator, Page } from '@playwright/test';

export class ComparePage {
  readonly verdicts: Locator;
  readonly figures: Locator;
  readonly settings: Locator;
  readonly refusal: Locator;
  readonly runNames: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.verdicts = page.getByRole('list', { name: 'Which is better' });
    this.figures = page.getByRole('table', { name: 'Figures of the compared runs' });
    this.settings = page.getByRole('table', { name: 'Settings of the compared runs' });
    this.refusal = page.getByRole('note').filter({ hasText: 'These figures cannot be compared' });
    this.runNames = page.getByRole('list', { name: 'Compared runs' }).getByRole('link');
  }

  async addRun(name: string): Promise<void> {
    await this.#page
      .getByRole('button', { name: 'Add a run' })
      .or(this.#page.getByRole('combobox', { name: 'Add a run' }))
      .first()
      .click();
    await this.#page.getByRole('option', { name }).click();
  }

  async pin(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: `Make ${name} the reference` }).click();
  }

  async moveLeft(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: `Move ${name} to the left` }).click();
  }

  async showPart(part: 'Validation part' | 'Test part'): Promise<void> {
    // The radio itself is hidden behind its label.
    await this.#page.getByRole('radio', { name: part }).check({ force: true });
  }

  /** `both right`, `only A right`: a cell of the table of who is right. */
  cell(title: string): Locator {
    return this.#page.getByRole('table', { name: 'Who is right' }).getByRole('button', { name: title });
  }

  /** How many photographs are in a cell. */
  async countIn(title: string): Promise<number> {
    return Number(await this.cell(title).locator('strong').textContent());
  }

  get photographs(): Locator {
    return this.#page.getByRole('listbox', { name: 'Photographs of the cell' });
  }

  async saveAs(item: string): Promise<void> {
    await this.#page.getByRole('button', { name: 'Copy or save the comparison' }).click();
    await this.#page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** A chart by its title. */
  async saveChartAsSvg(title: string): Promise<void> {
    await this.#page.getByRole('button', { name: `${title}: table and export` }).click();
    await this.#page.getByRole('menuitem', { name: 'Save as SVG' }).click();
  }
}
