import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { fitFactsEncoding, nothingKnown } from '../../../common/domain/patient-facts.ts';
import type { PatientFacts } from '../../../common/domain/patient-facts.ts';
import { argMax } from '../../../common/metrics/classification.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { LoadedModel } from '../../../engine/inference/loaded-model.ts';
import { predict } from '../../../engine/inference/predict.ts';
import { loadSavedModel } from '../../../engine/models/saved-model.ts';
import { createCompiledStep, createFastestStep } from '../../../engine/training/compiled-step.ts';
import { relativeDifference } from '../../helpers/compare-arrays.ts';
import { resultOf, runTraining, smallTask } from '../../helpers/run-training.ts';
import type { ParsedTask } from '../../helpers/run-training.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 300_000 });

// TensorFlow where it is set up, else WebAssembly: both must pass.
beforeAll(async () => {
  await loadBackend('auto');
});

const smallest = { model: { architecture: 'two-conv', imageSize: 16 }, augmentation: { flips: false, rotations: false } };
const frozenHead = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [] };
const sites = ['back', 'face', 'foot'];

/** A task whose diagnoses have nothing to do with the photographs, but with the body site. Some facts are missing. */
async function taskOfFacts(options: object, edge = 16): Promise<ParsedTask> {
  const task = await smallTask(await temporaryFolder(), { facts: ['age', 'sex', 'site'], ...options }, edge);
  const tell = ({ rows }: ParsedTask['train']): ParsedTask['train'] => {
    const labels = rows.map((row) => Math.floor(row / 3) % 3);
    const facts = labels.map((label, index) => ({
      ageYears: index % 5 === 0 ? null : 40 + index,
      sex: ['female', 'male', null][index % 3] ?? null,
      site: sites[label] ?? null,
    }));
    return { rows, labels, facts };
  };
  return { ...task, train: tell(task.train), validation: tell(task.validation) };
}

async function ask(task: ParsedTask, facts: PatientFacts[] | undefined, views = 1): ReturnType<typeof predict> {
  const loaded = new LoadedModel();
  const network = await loaded.get(join(task.runFolder, 'model'));
  const asked = { pixels: task.pixels, rows: task.validation.rows, batchSize: 7, views, ...(facts === undefined ? {} : { facts }) };
  const answer = await predict(network, asked, new AbortController().signal, () => undefined);
  loaded.forget();
  return answer;
}

test('what only the facts tell is learned; without them the network does not know, and says so', async () => {
  const varied = await taskOfFacts({ ...smallest, epochs: 25, learningRate: 0.01, bestBy: 'loss', earlyStopping: null });
  // One photograph for all, so that nothing else can be learned by heart.
  const same = (part: ParsedTask['train']): ParsedTask['train'] => ({ ...part, rows: part.rows.map(() => 0) });
  const task = { ...varied, train: same(varied.train), validation: same(varied.validation) };
  const { end, told } = await runTraining(task);
  if (end.status !== 'finished') throw new Error('It did not finish.');
  expect(told.messages[0]).toMatch(
    /^Beside the photograph the network is told the patient's age \(known of 38\), sex \(known of 32\), body site/,
  );
  const { facts, labels } = task.validation;
  const answer = await ask(task, facts);
  expect(relativeDifference(answer.probabilities.flat(), end.validationProbabilities.flat())).toBeLessThan(1e-4);
  expect(answer.unknownSites).toEqual([]);
  expect(answer.probabilities.map(argMax)).toEqual(labels);

  // The same photographs in several views, each of which is told the same.
  expect((await ask(task, facts, 4)).probabilities.map(argMax)).toEqual(labels);
  const bare = await ask(task, undefined);
  for (const row of bare.probabilities) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  const sureness = (rows: number[][]): number => rows.reduce((sum, row) => sum + Math.max(...row), 0) / rows.length;
  expect(sureness(bare.probabilities)).toBeLessThan(sureness(answer.probabilities) - 0.2);

  // Words that it never learned say nothing more than no word.
  const elsewhere = await ask(
    task,
    facts!.map(() => ({ ...nothingKnown, site: 'Scalp' })),
  );
  expect(elsewhere).toEqual({ probabilities: bare.probabilities, unknownSites: ['scalp'] });
});

test('the network tells how it takes facts; a file that tells otherwise is refused', async () => {
  const task = await taskOfFacts({ ...smallest, epochs: 1 });
  await runTraining(task);
  const { model, facts } = await loadSavedModel(join(task.runFolder, 'model'));
  expect(facts).toMatchObject({ formatVersion: 2, facts: fitFactsEncoding(['age', 'sex', 'site'], task.train.facts!) });
  expect(facts.facts?.site?.values).toEqual(sites);
  model.dispose();
  const path = join(task.runFolder, 'model', 'nevus.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"back",', ''));
  await expect(loadSavedModel(join(task.runFolder, 'model'))).rejects.toMatchObject({ code: 'weights-unreadable' });
});

test.for([
  ['a frozen backbone, mixed features', { model: frozenHead, augmentation: { mixup: 0.4 }, featureVariants: 2 }, 32],
  [
    'the head first, then every layer',
    { model: { ...frozenHead, trainable: 'all', weights: 'random' }, headFirst: { epochs: 1, learningRate: 0.001 }, learningRate: 1e-4 },
    32,
  ],
  ['mixed photographs', { ...smallest, augmentation: { cutmix: 1 }, averageDecay: 0.9 }, 16],
  [
    'smaller photographs first, multiplied in 16 bits',
    {
      model: { ...frozenHead, trainable: 'all', weights: 'random', imageSize: 40 },
      smallerFirst: [{ imageSize: 32, epochs: 1 }],
      precision: 'mixed',
    },
    40,
  ],
] as const)('%s: paused in the middle, a training with facts goes on to the bit', async ([, options, edge]) => {
  const task = await taskOfFacts({ ...options, epochs: 3, checkpointMinutes: 1e-6 }, edge);
  const runFolder = `${task.runFolder}-undisturbed`;
  // In 16 bits whether the processor gains by them or not.
  const createStep = getBackend() === 'tensorflow' ? createCompiledStep : createFastestStep(() => undefined);
  const whole = await runTraining({ ...task, runFolder }, { createStep });
  const pausing = new AbortController();
  const { end, told } = await runTraining(task, {
    createStep,
    surroundings: { pause: pausing.signal },
    onEvent: ({ name, payload }) => {
      if (name === 'engine.batchEnded' && payload.epoch === 2 && payload.batch === 2) pausing.abort();
    },
  });
  expect(end.status).toBe('paused');
  const resumed = await runTraining({ ...task, resume: true }, { createStep, told });
  expect(await resultOf(task.runFolder, resumed.end, told.epochs)).toEqual(await resultOf(runFolder, whole.end, whole.told.epochs));
  const others = {
    ...task,
    train: { ...task.train, facts: task.train.facts!.map(() => ({ ...nothingKnown, ageYears: 5, sex: 'male', site: 'back' })) },
  };
  await expect(runTraining({ ...others, resume: true })).rejects.toMatchObject({ code: 'conflict' });
});

test('facts that nobody noted are refused before anything is computed, and so are lists that do not fit', async () => {
  const task = await taskOfFacts(smallest);
  const unknown = task.train.rows.map(() => nothingKnown);
  await expect(runTraining({ ...task, train: { ...task.train, facts: unknown } })).rejects.toThrow(
    "tells the patient's age or sex or body site",
  );
  await expect(runTraining({ ...task, validation: { ...task.validation, facts: [] } })).rejects.toThrow(
    'The validation part has 24 photographs, but facts of 0.',
  );
});
