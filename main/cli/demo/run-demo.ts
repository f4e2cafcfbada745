import { join } from 'node:path';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { Evaluation } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { evaluateRun } from '../evaluate-run.ts';
import { findRecipe } from '../find-items.ts';
import type { CommandTools } from '../perform.ts';
import { predictFile } from '../predict-file.ts';
import type { FilePrediction } from '../predict-file.ts';
import { describeEngine } from '../text/engine.ts';
import { formatQuantity, formatShare } from '../text/numbers.ts';
import { trainRun } from '../train-run.ts';
import { planDemo } from './demo-plan.ts';
import { importSample } from './demo-sample.ts';

export interface DemoReport {
  readonly engine: string;
  readonly engineLabel: string;
  readonly reducedBecause: string | null;
  readonly dataset: number;
  readonly imported: number;
  readonly rejected: number;
  readonly split: number;
  readonly run: number;
  readonly recipe: string;
  readonly epochs: number;
  /** On the test part, like the figures beside it. */
  readonly balancedAccuracy: number;
  readonly accuracy: number;
  readonly majorityBaseline: number;
  readonly chance: number;
  readonly evaluation: Evaluation;
  readonly predictions: readonly { readonly truth: string; readonly prediction: FilePrediction }[];
  readonly durationMs: number;
}

/** The main path once, over the same calls as the application. */
export async function runDemo(tools: CommandTools): Promise<DemoReport> {
  const startedAt = Date.now();
  const caller = await tools.openHost();
  const { engine } = await caller.call('system.status', {});
  if (engine === null)
    throw new AppError('engine-unavailable', 'No engine works on this machine. Run nevus doctor: it says what is missing.');
  const plan = planDemo(engine.kind);
  tools.say(`Engine: ${engine.label}.`);
  if (plan.reducedBecause !== null) tools.say(`Training is cut short: ${plan.reducedBecause}.`);

  const { dataset, folder } = await importSample(caller, tools);
  tools.say(
    `Imported ${formatQuantity(dataset.photographCount, 'photograph')} of ${formatQuantity(dataset.lesionCount, 'lesion')}, ${dataset.rejectedCount} rejected.`,
  );

  const split = await caller.call('splits.create', { datasetId: dataset.id, seed: 7, validationShare: 0.2, testShare: 0.2 });
  tools.say(`Split by lesion: ${split.counts.train} to train, ${split.counts.validation} to validate, ${split.counts.test} to test.`);

  const recipe = await findRecipe(caller, plan.recipeId);
  const options = { ...recipe.options, ...plan.changes };
  tools.say(`Training ${recipe.title}, ${formatQuantity(options.epochs, 'epoch')} ...`);
  const run = await trainRun(caller, { splitId: split.id, recipeId: recipe.id, name: 'Demonstration', options }, tools);

  const evaluation = await evaluateRun(caller, run.id, { part: 'test' }, tools);
  const { balancedAccuracy, accuracy, majorityBaseline, perClass } = evaluation.metrics;
  const chance = 1 / perClass.length;
  tools.say(`Balanced accuracy ${formatShare(balancedAccuracy)} on the test part; chance would be ${formatShare(chance)}.`);

  const predictions = await predictTestPhotographs(
    caller,
    { runId: run.id, datasetId: dataset.id, splitId: split.id, folder },
    tools.signal,
  );
  return {
    engine: run.engine?.kind ?? engine.kind,
    engineLabel: run.engine === null ? engine.label : describeEngine(run.engine),
    reducedBecause: plan.reducedBecause,
    dataset: dataset.id,
    imported: dataset.photographCount,
    rejected: dataset.rejectedCount,
    split: split.id,
    run: run.id,
    recipe: recipe.id,
    epochs: run.epochsDone,
    balancedAccuracy,
    accuracy,
    majorityBaseline,
    chance,
    evaluation,
    predictions,
    durationMs: Date.now() - startedAt,
  };
}

/** How many photographs of the test part are predicted from their files. */
const predictedCount = 3;

async function predictTestPhotographs(
  caller: Caller<HostProtocol>,
  at: { readonly runId: number; readonly datasetId: number; readonly splitId: number; readonly folder: string },
  signal: AbortSignal,
): Promise<DemoReport['predictions']> {
  const { ids } = await caller.call('photographs.find', { datasetId: at.datasetId, splitId: at.splitId, parts: ['test'] });
  const step = Math.max(1, Math.floor(ids.length / predictedCount));
  const chosen = ids.filter((_, index) => index % step === 0).slice(0, predictedCount);
  const { photographs } = await caller.call('photographs.get', { ids: chosen });
  const predictions = [];
  for (const photograph of photographs) {
    const prediction = await predictFile(caller, at.runId, join(at.folder, photograph.fileName), signal);
    predictions.push({ truth: photograph.diagnosis, prediction });
  }
  return predictions;
}
