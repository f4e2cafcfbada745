import { expect, it } from 'vitest';
import { predictionCsv } from '../../../../../renderer/routes/predict/prediction-csv.ts';
import type { PredictionItem } from '../../../../../renderer/state/prediction-item.ts';

const item = (name: string, changes: Partial<PredictionItem>): PredictionItem => ({
  id: 1,
  file: new File(['x'], name),
  previewUrl: '',
  status: 'waiting',
  result: null,
  error: null,
  canRetry: false,
  ...changes,
});

it('has one column per diagnosis, what failed, and the warning', () => {
  const differential = [
    { label: 'nv', probability: 0.75 },
    { label: 'mel', probability: 0.25 },
  ];
  const csv = predictionCsv('Run, 1', [
    item('a.jpg', { status: 'done', result: { differential, width: 1, height: 1, durationMs: 1 } }),
    item('b.jpg', { status: 'failed', error: 'b.jpg is cut off.' }),
    item('c.jpg', {}),
  ]);
  expect(csv).toBe(
    'file,first,mel,nv,error\r\na.jpg,nv,0.25,0.75,\r\nb.jpg,,,,b.jpg is cut off.\r\n\r\n"Run: Run, 1"\r\n"Research use only, not for diagnosis"\r\n',
  );
});
