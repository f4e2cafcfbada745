import { expect, it } from 'vitest';
import { exampleComparison } from '../../helpers/comparison-examples.ts';
import { exampleEpoch, exampleRun, exampleSplit, smallOptions } from '../../helpers/examples.ts';
import { comparisonCsv, photographsCsv } from '../../../../../renderer/routes/compare/comparison-csv.ts';
import { comparisonSeries } from '../../../../../renderer/routes/compare/comparison-series.ts';
import { settingRows } from '../../../../../renderer/routes/compare/comparison-settings.ts';
import { namesByPhotograph, pairPhotographs } from '../../../../../renderer/routes/compare/paired-photographs.ts';
import { labelOf } from '../../../../../renderer/routes/compare/run-marks.ts';

const names = new Map([
  [1, 'First'],
  [2, 'A "quoted", name'],
]);
const now = new Date('2026-11-22T00:00:00Z');

it('lays settings beside each other, what differs marked, and what only one run has where it stands with it', () => {
  const runs = [
    exampleRun({ id: 1, naming: 'balanced' }),
    exampleRun({ id: 2, splitId: 2, options: { ...smallOptions, seed: 7, averageDecay: 0.99 } }),
    exampleRun({ id: 3, members: [1, 2] }),
  ];
  const rows = settingRows(runs, ({ splitId }) => (splitId === 1 ? exampleSplit() : undefined), now);
  const row = (label: string): unknown => rows.find((one) => one.label === label);
  expect(row('Split')).toMatchObject({ values: ['Seed 1', 'split 2', 'Seed 1'], differs: true });
  expect(row('Seed')).toMatchObject({ values: ['1', '7', null], differs: true });
  expect(row('Diagnosis named by')).toMatchObject({ values: ['balanced', "the network's answer", "the network's answer"] });
  expect(row('Network')).toMatchObject({ values: ['HMNIST CNN, random weights', 'HMNIST CNN, random weights', 'ensemble of 2 runs'] });
  expect(row('Weights')).toMatchObject({ differs: false, isOutcome: true });
  // To the ensemble it means nothing; to the first run it is off.
  expect(row('Moving average')).toMatchObject({ values: [null, 'keeps 0.99 at each update', null], differs: true });
  expect(row('Optimizer')).toMatchObject({ values: ['Adam', 'Adam', null], differs: false });
  const labels = rows.map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.indexOf('Moving average')).toBe(labels.indexOf('Best epoch by') + 1);
  expect(settingRows(runs.slice(0, 1), () => undefined, now).some(({ differs }) => differs)).toBe(false);
});

it('draws runs over each other by epoch, with gaps where one has ended, and by the minutes that each had trained', () => {
  const epochs = new Map([
    [1, [exampleEpoch(1), exampleEpoch(2)]],
    [2, [{ ...exampleEpoch(1), record: { ...exampleEpoch(1).record, durationMs: 60_000, validationLoss: 0.5 } }]],
  ]);
  const runs = [
    exampleRun({ id: 1, name: 'First' }),
    exampleRun({ id: 2, name: 'A run with a very long name' }),
    exampleRun({ id: 3, members: [1] }),
  ];
  const byEpoch = comparisonSeries(runs, epochs, 'epoch');
  expect(byEpoch.x).toEqual([1, 2]);
  expect(byEpoch.validationLoss.map(({ label, colour, values }) => [label, colour, values])).toEqual([
    ['A First', '--run-1', [1.2, 0.6]],
    ['B A run with a very l…', '--run-2', [0.5, null]],
  ]);
  const byMinutes = comparisonSeries(runs, epochs, 'minutes');
  expect(byMinutes.x).toEqual([1 / 60, 2 / 60, 1]);
  expect(byMinutes.trainLoss.map(({ values, isSparse }) => [values, isSparse])).toEqual([
    [[1, 0.5, null], true],
    [[null, null, 1], true],
  ]);
  expect(labelOf(3, 'x')).toBe('D x');
});

it('sorts photographs into who is right, all of them or those of one diagnosis', () => {
  const comparison = exampleComparison();
  expect(pairPhotographs(comparison, 1, 2, null)).toEqual({ both: [11, 13], onlyReference: [14], onlyOther: [12], neither: [] });
  expect(pairPhotographs(comparison, 2, 1, 'nv')).toEqual({ both: [13], onlyReference: [], onlyOther: [14], neither: [] });
  expect(namesByPhotograph(comparison).get(12)).toEqual(['nv', 'mel']);
});

it('writes a comparison as CSV, and its settings alone while there are no figures', () => {
  const settings = [{ label: 'Seed', values: ['1', null], differs: true, isOutcome: false }];
  expect(comparisonCsv(names, settings, undefined)).toBe(',First,"A ""quoted"", name"\r\nid,1,2\r\nSeed,1,\r\n');
  const csv = comparisonCsv(names, settings, exampleComparison()).split('\r\n');
  expect(csv).toContain('balanced accuracy,0.75,0.75');
  expect(csv).toContain('against the reference,reference,');
  expect(csv).toContain('its interval, low,,-0.5'.replace('its interval, low', '"its interval, low"'));
  expect(csv).toContain('"photographs, only this run right",,1');
  expect(csv).toContain('"lesions, McNemar exact p",,');
  expect(csv).toContain('mel,0.5,1,2');
});

it('writes each photograph with what every run names and who is right', () => {
  expect(photographsCsv(exampleComparison(), names).split('\r\n')).toEqual([
    'image,diagnosis,First,"A ""quoted"", name","right: A ""quoted"", name against the reference"',
    'ISIC_1,mel,mel,mel,both',
    'ISIC_2,mel,nv,mel,onlyOther',
    'ISIC_3,nv,nv,nv,both',
    'ISIC_4,nv,nv,mel,onlyReference',
    '',
  ]);
});
