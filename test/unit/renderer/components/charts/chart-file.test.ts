import { expect, it } from 'vitest';
import { chartFile } from '../../../../../renderer/components/charts/chart-file.ts';
import type { ChartPalette } from '../../../../../renderer/components/charts/chart-palette.ts';

const colours = new Map([
  ['--chart-1', '#1f63b0'],
  ['--run-2', '#a34a00'],
]);
const palette: ChartPalette = {
  text: '#1b1b1b',
  faint: '#666666',
  grid: '#e4e4e4',
  ground: '#f7f7f7',
  font: "11px 'Inter Variable', sans-serif",
  resolve: (property) => colours.get(property) ?? '',
};

it('writes a chart as a file that stands alone: colours, font and all its words are in it', () => {
  const file = chartFile(
    {
      title: 'Loss & more',
      unit: 'cross-entropy',
      x: [1, 2, 3, 4],
      xLabel: 'epoch',
      series: [
        { id: 'a', label: 'A <first>', colour: '--chart-1', values: [1, 0.8, 0.6, 0.5] },
        { id: 'b', label: 'B second', colour: '--run-2', values: [0.9, null, 0.7, 0.65], isSparse: true },
      ],
      formatY: (value) => value.toFixed(2),
      markers: [{ x: 3, label: 'best' }],
    },
    palette,
    { width: 600, height: 280 },
  );
  expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="600" height="280" /);
  expect(file).toContain('font-family="\'Inter Variable\', sans-serif"');
  expect(file).toContain('<rect width="600" height="280" fill="#f7f7f7"/>');
  for (const words of ['Loss &amp; more', 'cross-entropy', 'A &lt;first&gt;', 'B second', 'best', 'epoch'])
    expect(file).toContain(`>${words}</text>`);
  expect(file).not.toMatch(/var\(|class=|style=|<script|href/);
  const strokes = [...file.matchAll(/<path d="([^"]+)" fill="none" stroke="(#1f63b0|#a34a00)"/g)].map(([, d, colour]) => [
    colour,
    d!.match(/[ML]/g)!.join(''),
  ]);
  expect(strokes).toEqual([
    ['#1f63b0', 'MLLL'],
    // It runs on through its gap.
    ['#a34a00', 'MLL'],
  ]);
});
