import type { LineSeries } from './chart-series.ts';

/** RFC 4180, full precision, empty where there is no value. */
export function seriesToCsv(xLabel: string, x: readonly number[], series: readonly LineSeries[]): string {
  const rows = [
    [xLabel, ...series.map(({ label }) => label)].map(quote),
    ...x.map((position, index) => [String(position), ...series.map(({ values }) => String(values[index] ?? ''))]),
  ];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
