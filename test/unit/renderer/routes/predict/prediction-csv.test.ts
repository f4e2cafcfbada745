import { expect, it } from 'vitest';
import { nothingKnown } from '../../../../../common/domain/patient-facts.ts';
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
  const items = [
    item('a.jpg', {
      status: 'done',
      result: { differential, naming: 'balanced', width: 1, height: 1, durationMs: 1, isSiteUnknown: false },
    }),
    item('b.jpg', { status: 'failed', error: 'b.jpg is cut off.' }),
    item('c.jpg', {}),
  ];
  const csv = predictionCsv('Run, 1', items, nothingKnown);
  expect(csv).toBe(
    'file,named,named by,mel,nv,error\r\na.jpg,nv,balanced,0.25,0.75,\r\nb.jpg,,,,,b.jpg is cut off.\r\n\r\n"Run: Run, 1"\r\n"Research use only, not for diagnosis"\r\n',
  );
  expect(predictionCsv('Run 1', items, { ageYears: 55, sex: null, site: 'back' })).toContain('\r\n"Told of the patient: age 55, back"\r\n');
});
