import { expect, it } from 'vitest';
import { seriesToCsv } from '../../../../../renderer/components/charts/series-to-csv.ts';

it('writes a chart as CSV with quoted names, full precision and gaps', () => {
  const csv = seriesToCsv(
    'epoch',
    [1, 2],
    [
      { id: 'a', label: 'recall, "mel"', values: [0.123456789, null], colour: '--chart-1' },
      { id: 'b', label: 'loss', values: [1, 0], colour: '--chart-2' },
    ],
  );
  expect(csv).toBe('epoch,"recall, ""mel""",loss\r\n1,0.123456789,1\r\n2,,0\r\n');
});
