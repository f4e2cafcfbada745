import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TeacherCandidate } from '../../../../common/domain/distillation.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { describeCandidate, describeFlattery } from '../../../../renderer/routes/train/describe-teacher.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { TrainForm } from '../../../../renderer/state/train-form.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleDataset, exampleRecipes, exampleRun, exampleSplit, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

const overlap = { trainCount: 100, outOfFoldCount: 0, validationCount: 20, validationTrainedCount: 0 };
const leaking: TeacherCandidate = { runId: 3, name: 'Other split', obstacle: 'It knows 4 lesions of the test part.', overlap: null };
const ensemble: TeacherCandidate = { runId: 2, name: 'Five folds', obstacle: null, overlap };

async function open(runId: number | null = null): Promise<{ host: WindowHost; form: TrainForm }> {
  const host = new WindowHost({
    'datasets.list': () => ({ datasets: [exampleDataset] }),
    'splits.list': () => ({ splits: [exampleSplit(), exampleSplit({ id: 2 })] }),
    'recipes.list': () => ({ recipes: [...exampleRecipes] }),
    'weights.list': () => ({ weights: [] }),
    'recipes.figures': () => ({ figures: [] }),
    'runs.teachers': () => ({ teachers: [leaking, ensemble] }),
    'runs.get': () =>
      exampleRun({
        splitId: 1,
        options: { ...exampleRun().options, distillation: { temperature: 3, share: 0.5, views: 8, targets: 'all' } },
        teacher: { runId: 2, name: 'Five folds', ...overlap },
      }),
    'runs.start': () => ({ runId: 12, jobId: 3 }),
  });
  const form = new TrainForm(new App(new Client(host.open)), { datasetId: null, splitId: null, runId });
  form.start();
  await settle();
  return { host, form };
}

test('a teacher is named beside how to learn from it, and only one that can teach', async () => {
  const { host, form } = await open();
  await form.teacher.load();
  expect(form.teacher.candidates).toEqual([ensemble, leaking]);
  expect([form.isTaught, form.obstacle]).toEqual([false, null]);
  form.set('isDistilling', true);
  expect(form.obstacle).toMatch(/whom to learn from/);
  form.teacher.runId = 3;
  expect([form.obstacle, form.teacher.chosen?.obstacle]).toEqual(['The chosen teacher cannot teach on this split.', leaking.obstacle]);
  form.teacher.runId = 2;
  form.set('distilShare', '0.4');
  expect(form.obstacle).toBeNull();
  expect(await form.submit()).toBe('/runs/12');
  expect(host.calls.find(({ name }) => name === 'runs.start')?.input).toMatchObject({
    teacherRunId: 2,
    options: { distillation: { temperature: 2, share: 0.4, views: 4, targets: 'out-of-fold' } },
  });
  form.folds.isOn = true;
  expect(form.obstacle).toMatch(/^A cross-validation learns from the diagnoses alone/);
  form.folds.isOn = false;
  form.set('isDistilling', false);
  await form.submit();
  expect(host.calls.findLast(({ name }) => name === 'runs.start')?.input).not.toHaveProperty('teacherRunId');
});

test('another split may have other teachers, and a wrong setting shows where it is', async () => {
  const { form } = await open();
  await form.teacher.load();
  form.chooseSplit(1);
  expect(form.teacher.candidates).toBeUndefined();
  form.set('isDistilling', true);
  form.set('distilTemperature', '0.2');
  expect(Object.keys(form.errors)).toEqual(['distilTemperature']);
});

test('the settings of a run bring its teacher along', async () => {
  const { form } = await open(1);
  await form.teacher.load();
  expect([form.isTaught, form.teacher.chosen?.name, form.draft?.distilViews]).toEqual([true, 'Five folds', '8']);
});

test('what a teacher knows is told in words', () => {
  expect(describeCandidate(leaking)).toBe(leaking.obstacle);
  expect(describeCandidate(ensemble)).toBe('Was trained on these photographs itself.');
  expect(describeCandidate({ ...ensemble, overlap: { ...overlap, outOfFoldCount: 40 } })).toMatch(/^40 of 100 photographs/);
  expect(describeFlattery(overlap)).toBeNull();
  expect(describeFlattery({ ...overlap, validationTrainedCount: 20 })).toMatch(/trained on 20 of the 20 photographs .* flatter/);
});
