import SqliteDatabase from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { join } from 'node:path';
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

test('a case that was read before keeps what its reader was shown, on the screen, at signing and in the export', async () => {
  const { caller } = host;
  const { cases } = await caller.call('reviews.queue', { runId: run.id });
  const ofCase = (index: number) => ({ runId: run.id, caseKey: cases[index]!.caseKey });
  const shown = [];
  const own: string[] = [];
  for (const [index, { coverPhotographId }] of cases.entries()) {
    const { predictions } = await caller.call('predictions.get', { runId: run.id, photographIds: [coverPhotographId] });
    own.push(predictions[0]!.differential[0]!.label);
    const locked = await caller.call('reviews.lock', { ...ofCase(index), diagnosis: own[index]!, confidence: 2 });
    expect(locked).toMatchObject({ naming: 'probable', isModelKept: true, namedNow: null });
    shown.push(locked.model!);
  }
  const { notes } = await caller.call('runs.nameBy', { runId: run.id, naming: 'balanced' });
  expect(notes.at(-1)).toContain(`${cases.length} cases of the validation part were read`);
  const named: { now: string; shown: string }[] = [];
  for (const [index, model] of shown.entries()) {
    const { namedNow, ...seen } = await caller.call('reviews.get', ofCase(index));
    expect(seen).toMatchObject({ model, naming: 'probable' });
    const first = model[0]!.label;
    expect(namedNow).not.toMatchObject({ diagnosis: first });
    named.push({ shown: first, now: namedNow?.diagnosis ?? first });
  }
  const renamed = named.findIndex((names, index) => names.now !== names.shown && names.shown === own[index]);
  expect(renamed).toBeGreaterThanOrEqual(0);
  const rows = parse<Record<string, string>>((await caller.call('reviews.export', { runId: run.id })).csv, { columns: true });
  for (const [index, row] of rows.entries()) {
    expect(row).toMatchObject({
      model_diagnosis: named[index]!.shown,
      model_named_by: 'probable',
      model_kept: 'true',
      model_now: named[index]!.now,
      model_now_named_by: 'balanced',
    });
    for (const { label, probability } of shown[index]!) expect(Number(row[`model_${label}`])).toBeCloseTo(probability, 6);
  }
  // Agreed with what was shown, so that there is nothing to decide.
  expect(await caller.call('reviews.sign', ofCase(renamed))).toMatchObject({ status: 'signed', namedNow: { naming: 'balanced' } });
  const back = await caller.call('runs.nameBy', { runId: run.id, naming: 'probable' });
  expect(back.notes.filter((note) => note.includes('read while'))).toEqual([]);
  expect(await caller.call('reviews.get', ofCase(renamed))).toMatchObject({ namedNow: null });
});

test('a reading of a version that did not keep it shows the answer of now, and says so', async () => {
  const { caller } = host;
  const { cases } = await caller.call('reviews.queue', { runId: run.id });
  const read = { runId: run.id, caseKey: cases[0]!.caseKey };
  const { model } = await caller.call('reviews.get', read);
  const database = new SqliteDatabase(join(place.workspace, 'nevus.sqlite'));
  database.prepare('UPDATE reading SET shown_model = NULL WHERE case_key = ?').run(read.caseKey);
  database.close();
  expect(await caller.call('reviews.get', read)).toMatchObject({ model, naming: 'probable', isModelKept: false, namedNow: null });
  const rows = parse<Record<string, string>>((await caller.call('reviews.export', { runId: run.id })).csv, { columns: true });
  expect(rows.find((row) => row['case'] === read.caseKey)).toMatchObject({ model_kept: 'false', model_diagnosis: model![0]!.label });
});
