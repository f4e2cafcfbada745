import { expect, test } from 'vitest';
import { phaseMarkers } from '../../../../../renderer/routes/run/phase-markers.ts';

const plain = { epochs: 12, model: { imageSize: 128 }, headFirst: null, smallerFirst: [] };

test('a training without phases has no markers', () => {
  expect(phaseMarkers(plain, 12)).toEqual([]);
});

test('each phase is marked where it begins, by what is new in it, once it has begun', () => {
  const sizes = [
    { imageSize: 64, epochs: 2 },
    { imageSize: 96, epochs: 3 },
  ];
  const options = { ...plain, headFirst: { epochs: 3 }, smallerFirst: sizes };
  const markers = [
    { x: 3.5, label: 'fine-tuning, 64 px' },
    { x: 5.5, label: '96 px' },
    { x: 8.5, label: '128 px' },
  ];
  expect(phaseMarkers(options, 12)).toEqual(markers);
  expect(phaseMarkers(options, 6)).toEqual(markers.slice(0, 2));
  expect(phaseMarkers(options, 5)).toEqual(markers.slice(0, 1));
  expect(phaseMarkers({ ...plain, headFirst: { epochs: 3 } }, 12)).toEqual([{ x: 3.5, label: 'fine-tuning' }]);
});
