import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { NamingRule } from '../../../common/domain/naming.ts';
import type { Evaluation, Run } from '../../../common/domain/run.ts';
import { jobEnd, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

// One run, whose rule is changed step by step: each test goes on where the one before stopped.

let place: SampleWorkspace;
let host: SplitHost;
let run: Run;

beforeAll(async () => {
  place = await sampleWorkspace(8);
  host = await splitHost(place);
  const { options, ...config } = await trainingConfig(host.caller, host.split.id, 2);
  const { runId, jobId } = await host.caller.call('runs.start', { ...config, options: { ...options, naming: 'probable' } });
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded' });
  run = await host.caller.call('runs.get', { runId });
});
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

async function validation(): Promise<Evaluation> {
  const { evaluations } = await host.caller.call('evaluations.list', { runId: run.id });
  return evaluations.find(({ part }) => part === 'validation')!;
}

/** What is named first, and what should be by the rule: computed here from the probabilities alone. */
async function names(rule: 'balanced' | 'probable'): Promise<{ named: string; expected: string }[]> {
  const { caller, datasetId, split } = host;
  const { ids } = await caller.call('photographs.find', { datasetId, splitId: split.id, parts: ['validation'] });
  const { predictions } = await caller.call('predictions.get', { runId: run.id, photographIds: ids });
  const countOf = (label: string): number => split.classCounts.find((entry) => entry.part === 'train' && entry.label === label)!.count;
  return predictions.map(({ differential, naming }) => {
    expect(naming).toBe(rule);
    const scored = differential.map(({ label, probability }) => ({
      label,
      score: probability / (rule === 'balanced' ? countOf(label) : 1),
    }));
    return { named: differential[0]!.label, expected: scored.sort((a, b) => b.score - a.score)[0]!.label };
  });
}

test('a preset rule names the predictions of the training, and its evaluation tells what each would have given', async () => {
  expect(run).toMatchObject({ naming: 'probable', namingOpenings: 0, options: { naming: 'probable' } });
  const evaluation = await validation();
  expect(evaluation).toMatchObject({ naming: 'probable', namingOpenings: 0 });
  const { accuracy, balancedAccuracy } = evaluation.metrics;
  expect(evaluation.byRule?.probable).toEqual({ accuracy, balancedAccuracy });
  expect(run.validation).toEqual({ naming: 'probable', accuracy, balancedAccuracy });
  for (const { named, expected } of await names('probable')) expect(named).toBe(expected);
});

test('another rule renames what is stored of the validation part, its figures and cells with it; the first one undoes it exactly', async () => {
  const { caller, datasetId } = host;
  const before = await validation();
  const told: Evaluation[] = [];
  const stop = caller.on('evaluations.changed', ({ evaluation }) => told.push(evaluation));
  const changed = await caller.call('runs.nameBy', { runId: run.id, naming: 'balanced' });
  stop();
  expect(changed.notes).toEqual([]);
  expect(changed.run).toMatchObject({ naming: 'balanced', namingOpenings: 0 });
  const after = await validation();
  expect(told).toEqual([after]);
  expect(changed.evaluation).toEqual(after);
  expect(after).toMatchObject({ id: before.id, naming: 'balanced', byRule: before.byRule, calibration: before.calibration });
  const { accuracy, balancedAccuracy, logLoss, macroAuc, confusion, perClass } = after.metrics;
  expect({ accuracy, balancedAccuracy }).toEqual(before.byRule!.balanced);
  expect({ logLoss, macroAuc }).toEqual({ logLoss: before.metrics.logLoss, macroAuc: before.metrics.macroAuc });
  expect(changed.run.validation).toEqual({ naming: 'balanced', accuracy, balancedAccuracy });
  for (const { named, expected } of await names('balanced')) expect(named).toBe(expected);
  for (const [row, { label: actual }] of perClass.entries()) {
    for (const [column, { label: predicted }] of perClass.entries()) {
      const { ids } = await caller.call('photographs.find', { datasetId, cell: { evaluationId: after.id, actual, predicted } });
      expect(ids).toHaveLength(confusion[row]![column]!);
    }
  }
  await caller.call('runs.nameBy', { runId: run.id, naming: 'probable' });
  expect(await validation()).toEqual(before);
});

test('the figures by each rule are those that naming by it gives', async () => {
  const { byRule } = await validation();
  for (const naming of NamingRule.options) {
    const { evaluation } = await host.caller.call('runs.nameBy', { runId: run.id, naming });
    const { accuracy, balancedAccuracy } = evaluation!.metrics;
    expect({ naming, accuracy, balancedAccuracy }).toEqual({ naming, ...byRule![naming] });
  }
  await host.caller.call('runs.nameBy', { runId: run.id, naming: 'probable' });
});

test('a test part keeps its figures, and a rule chosen after it was opened says so, until the preset one is taken again', async () => {
  const { caller } = host;
  const evaluate = async (): Promise<Evaluation> => {
    const { jobId } = await caller.call('evaluations.start', { runId: run.id, part: 'test' });
    expect((await refusal(caller.call('runs.nameBy', { runId: run.id, naming: 'network' }))).code).toBe('conflict');
    const { result } = await jobEnd(caller, jobId);
    return caller.call('evaluations.get', { evaluationId: Number(result!['evaluationId']) });
  };
  const first = await evaluate();
  expect(first).toMatchObject({ part: 'test', naming: 'probable', namingOpenings: 0 });
  const { notes } = await caller.call('runs.nameBy', { runId: run.id, naming: 'network' });
  expect(notes).toHaveLength(2);
  expect(notes[0]).toContain('keeps its figures');
  expect(notes[1]).toContain('opened once before this choice');
  expect(await caller.call('evaluations.get', { evaluationId: first.id })).toEqual(first);
  expect(await evaluate()).toMatchObject({ naming: 'network', namingOpenings: 1, testOpening: 2 });
  const { run: back } = await caller.call('runs.nameBy', { runId: run.id, naming: 'probable' });
  expect(back).toMatchObject({ naming: 'probable', namingOpenings: 0 });
});

test('a case that was read before is told of', async () => {
  const { caller } = host;
  const { cases } = await caller.call('reviews.queue', { runId: run.id });
  const read = { runId: run.id, caseKey: cases[0]!.caseKey };
  expect(await caller.call('reviews.lock', { ...read, diagnosis: 'nv', confidence: 2 })).toMatchObject({ naming: 'probable' });
  const { notes } = await caller.call('runs.nameBy', { runId: run.id, naming: 'balanced' });
  expect(notes.at(-1)).toContain('One case of the validation part was read');
  expect(await caller.call('reviews.get', read)).toMatchObject({ naming: 'balanced' });
  const { csv } = await caller.call('reviews.export', { runId: run.id });
  expect(csv).toContain('model_named_by');
  expect(csv.split('\n')[1]).toContain(',balanced,');
});
