import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallInput } from '../../../common/contract/define.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { FactName } from '../../../common/domain/patient-facts.ts';
import type { Run } from '../../../common/domain/run.ts';
import { generateSample } from '../../../main/datasets/generate-sample.ts';
import { jpegBytes, writeFiles } from '../../helpers/dataset-folder.ts';
import { importFolder, jobEnd, refusal } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';
import type { SampleWorkspace, SplitHost } from '../../helpers/trained-host.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

let place: SampleWorkspace;
let host: SplitHost;
/** Told of all three facts; of the age only. */
let told: Run;
let agesOnly: Run;

async function configWith(splitId: number, facts: FactName[]): Promise<CallInput<HostProtocol, 'runs.start'>> {
  const config = await trainingConfig(host.caller, splitId, 2);
  return { ...config, options: { ...config.options, facts } };
}

async function trainWith(facts: FactName[]): Promise<Run> {
  const { runId, jobId } = await host.caller.call('runs.start', await configWith(host.split.id, facts));
  expect(await jobEnd(host.caller, jobId)).toMatchObject({ status: 'succeeded' });
  return host.caller.call('runs.get', { runId });
}

/** Of one photograph that is in no dataset. */
async function predict(run: Run, facts?: { ageYears?: number; sex?: 'female' | 'male'; site?: string }) {
  const bytesBase64 = (await jpegBytes(3)).toString('base64');
  return host.caller.call('predictions.predict', {
    runId: run.id,
    fileName: 'a.jpg',
    bytesBase64,
    ...(facts === undefined ? {} : { facts }),
  });
}

beforeAll(async () => {
  place = await sampleWorkspace();
  host = await splitHost(place);
  told = await trainWith(['age', 'sex', 'site']);
  agesOnly = await trainWith(['age']);
}, 120_000);
afterAll(async () => {
  await host.host.close();
  await place.remove();
});

test('a run says what it is told, its network how it takes it, and its test part is measured with the facts of the dataset', async () => {
  const { caller } = host;
  expect(told.options.facts).toEqual(['age', 'sex', 'site']);
  const { lines } = await caller.call('runs.log', { runId: told.id });
  expect(lines.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^Beside the photograph the network is told the patient's age/),
  );
  const saved = JSON.parse(await readFile(join(place.workspace, 'runs', String(told.id), 'model', 'nevus.json'), 'utf8')) as {
    facts: { site: { values: string[] } };
  };
  const { sites } = await caller.call('photographs.facets', { datasetId: host.datasetId, splitId: host.split.id, parts: ['train'] });
  expect(saved.facts.site.values).toEqual(
    sites
      .map(({ value }) => value)
      .filter((value) => value !== '')
      .sort(),
  );
  const { jobId } = await caller.call('evaluations.start', { runId: told.id, part: 'test', views: 4 });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
});

test('one photograph is predicted with what is known, and without; what the run does not take is refused', async () => {
  const bare = await predict(told);
  expect(bare.isSiteUnknown).toBe(false);
  const known = await predict(told, { ageYears: 80, sex: 'male', site: 'back' });
  expect(known.differential).not.toEqual(bare.differential);
  const elsewhere = await predict(told, { site: 'elbow' });
  expect(elsewhere.isSiteUnknown).toBe(true);
  expect(elsewhere.differential).toEqual(bare.differential);
  expect((await predict(agesOnly, { ageYears: 80 })).isSiteUnknown).toBe(false);
  const refused = await refusal(predict(agesOnly, { sex: 'male' }));
  expect(refused).toMatchObject({ code: 'invalid-input' });
  expect(refused.message).toContain("takes no sex: it was trained with the patient's age only.");
});

test('runs that are told different facts answer together, each told its own', async () => {
  const { caller } = host;
  const plain = await trainWith([]);
  const ensemble = await caller.call('runs.combine', { runIds: [plain.id, agesOnly.id, told.id] });
  expect(ensemble.options.facts).toEqual(['age', 'sex', 'site']);
  const facts = { ageYears: 20, site: 'back' };
  const answers = await Promise.all([predict(plain), predict(agesOnly, { ageYears: 20 }), predict(told, facts), predict(ensemble, facts)]);
  const [probabilities] = answers.slice(3).map(({ differential }) => new Map(differential.map((one) => [one.label, one.probability])));
  for (const label of ensemble.classes) {
    const all = answers.slice(0, 3).map(({ differential }) => differential.find((one) => one.label === label)!.probability);
    expect(probabilities!.get(label)).toBeCloseTo(all.reduce((sum, value) => sum + value, 0) / 3, 6);
  }
  const { jobId } = await caller.call('evaluations.start', { runId: ensemble.id, part: 'test' });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
}, 60_000);

test('another dataset with other words for sites is measured, and the words are named', async () => {
  const { caller } = host;
  const folder = join(place.folder, 'other');
  await generateSample(folder, { seed: 8, lesionsPerClass: 1, imageWidth: 64, imageHeight: 48 });
  const table = join(folder, 'HAM10000_metadata.csv');
  const [header, ...rows] = (await readFile(table, 'utf8')).trimEnd().split('\n');
  await writeFile(table, [header, ...rows.map((row) => row.replace(/,[^,]*$/, ',head/neck')), ''].join('\n'));
  const { datasetId } = await importFolder(caller, folder, 'Other words');
  const { jobId } = await caller.call('evaluations.start', { runId: told.id, datasetId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });
  const { lines } = await caller.call('runs.log', { runId: told.id });
  expect(lines.at(-1)?.message).toBe('Body sites that it never saw in training were taken as unknown: head/neck.');
}, 60_000);

test('a dataset that knows no facts is refused before there is a run', async () => {
  const { caller } = host;
  const folder = join(place.folder, 'classes');
  const files = ['mel', 'nv'].flatMap((label) =>
    [1, 2, 3, 4, 5].map((number) => [`${label}/${label}${number}.jpg`, label.length * 10 + number] as const),
  );
  await writeFiles(
    folder,
    Object.fromEntries(await Promise.all(files.map(async ([path, number]) => [path, await jpegBytes(number)] as const))),
  );
  const { datasetId } = await importFolder(caller, folder, 'Class folders');
  const split = await caller.call('splits.create', { datasetId, grouping: 'photograph', validationShare: 0.3, testShare: 0.2 });
  const runCount = (await caller.call('runs.list', {})).runs.length;
  const refused = await refusal(caller.call('runs.start', await configWith(split.id, ['age', 'site'])));
  expect(refused).toMatchObject({ code: 'invalid-input', detail: { untold: ['age', 'site'] } });
  expect(refused.message).toMatch(/^None of the training part's photographs tells the patient's age or body site/);
  expect((await caller.call('runs.list', {})).runs).toHaveLength(runCount);
});
