/** Colours as a canvas needs them: custom properties resolved where the chart stands. */
export interface ChartPalette {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly ground: string;
  readonly font: string;
  resolve(property: string): string;
}

export function readPalette(element: HTMLElement): ChartPalette {
  const style = getComputedStyle(element);
  const resolve = (property: string): string => style.getPropertyValue(property).trim();
  return {
    text: resolve('--text'),
    faint: resolve('--text-faint'),
    grid: resolve('--chart-grid'),
    ground: resolve('--page'),
    font: `11px ${resolve('--font')}`,
    resolve,
  };
}
