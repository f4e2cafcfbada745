import type { Locator, Page } from '@playwright/test';

export class RunPage {
  readonly balancedAccuracy: Locator;
  readonly curves: Locator;
  readonly confusion: Locator;
  readonly failure: Locator;

  constructor(page: Page) {
    this.balancedAccuracy = page.locator('dt', { hasText: 'Balanced accuracy' }).locator('xpath=following-sibling::dd[1]');
    // uPlot draws on a canvas; its frame carries the name.
    this.curves = page.locator('main canvas');
    this.confusion = page.getByRole('table', { name: /confusion/i });
    this.failure = page.getByRole('alert');
  }

  /** Pixels of the first chart that are not blank: a chart without its line has few. */
  drawnPixels(): Promise<number> {
    return this.curves.first().evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
    });
  }
}
