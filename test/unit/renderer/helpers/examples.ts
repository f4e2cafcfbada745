import type { EpochDetail } from '../../../../common/contract/run-calls.ts';
import type { Dataset, Photograph, Split } from '../../../../common/domain/dataset.ts';
import type { Job } from '../../../../common/domain/job.ts';
import type { CaseStatus, CaseSummary, Reading, ReviewCase } from '../../../../common/domain/review.ts';
import type { Evaluation, Run } from '../../../../common/domain/run.ts';
import { TrainingOptions } from '../../../../common/domain/training-config.ts';
import type { Recipe } from '../../../../common/domain/recipe.ts';
import { classificationMetrics } from '../../../../common/metrics/classification.ts';

export const mobilenetOptions = TrainingOptions.parse({ model: { architecture: 'mobilenet-v1' } });
export const smallOptions = TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' }, epochs: 80 });

export function exampleRun(changes: Partial<Run> = {}): Run {
  return {
    id: 1,
    name: 'hmnist-cnn #1',
    recipeId: 'hmnist-cnn',
    datasetId: 1,
    splitId: 1,
    status: 'succeeded',
    options: smallOptions,
    classes: ['mel', 'nv'],
    engine: { kind: 'tensorflow', version: '2.21.0', device: 'CPU' },
    weightCount: 504_103,
    epochsDone: 2,
    bestEpoch: 2,
    bestBalancedAccuracy: 0.7,
    naming: 'network',
    namingOpenings: 0,
    validation: { naming: 'network', accuracy: 0.75, balancedAccuracy: 0.7 },
    error: null,
    jobId: 9,
    createdAt: '2026-11-21T10:00:00Z',
    startedAt: '2026-11-21T10:00:10Z',
    endedAt: '2026-11-21T10:10:10Z',
    trainedMs: 600_000,
    stretchStartedAt: null,
    members: null,
    teacher: null,
    trial: null,
    ...changes,
  };
}

export function exampleEpoch(epoch: number, validationRecall: (number | null)[] = [0.5, 0.9]): EpochDetail {
  return {
    record: {
      epoch,
      trainLoss: 1 / epoch,
      trainAccuracy: 0.6,
      validationLoss: 1.2 / epoch,
      validationAccuracy: 0.7,
      validationBalancedAccuracy: 0.6,
      validationRecall,
      validationRecallAtHalf: 0.55,
      validationMalignantRecall: 0.8,
      learningRate: 0.001,
      imagesPerSecond: 600,
      waitShare: 0.02,
      durationMs: 1000,
    },
    confusion: [
      [5, 5],
      [1, 9],
    ],
  };
}

export const exampleDataset: Dataset = {
  id: 1,
  name: 'HAM10000',
  layout: 'ham10000',
  status: 'ready',
  hasLesionIds: true,
  photographCount: 1000,
  lesionCount: 800,
  rejectedCount: 0,
  classCounts: [{ label: 'nv', count: 1000 }],
  createdAt: '2026-11-20T10:00:00Z',
};

export function exampleSplit(changes: Partial<Split> = {}): Split {
  return {
    id: 1,
    datasetId: 1,
    name: 'Seed 1',
    seed: 1,
    grouping: 'lesion',
    counts: { train: 700, validation: 150, test: 150 },
    classCounts: [
      { part: 'train', label: 'nv', count: 600 },
      { part: 'validation', label: 'nv', count: 130 },
      { part: 'test', label: 'nv', count: 130 },
      { part: 'train', label: 'mel', count: 100 },
      { part: 'validation', label: 'mel', count: 20 },
      { part: 'test', label: 'mel', count: 20 },
    ],
    testOpenings: 0,
    testSharers: 0,
    createdAt: '2026-11-20T11:00:00Z',
    ...changes,
  };
}

function exampleRecipe(id: string, changes: Partial<Recipe> & Pick<Recipe, 'options'>): Recipe {
  return {
    id,
    project: id.split('/')[0] ?? id,
    isOwn: false,
    place: 1,
    title: id,
    summary: '',
    source: '',
    published: null,
    publishedAccuracy: null,
    expects: '',
    expectedTime: null,
    data: null,
    ensemble: null,
    quick: {},
    ...changes,
  };
}

export const exampleRecipes: readonly Recipe[] = [
  exampleRecipe('hmnist-cnn', { title: 'Small CNN', options: smallOptions }),
  exampleRecipe('hmnist-cnn/as-published', { title: 'As published', options: { ...smallOptions, imbalance: 'oversample' } }),
  exampleRecipe('nevus-fast', { title: 'MobileNet', published: '82 %', options: mobilenetOptions }),
];

export function exampleEvaluation(changes: Partial<Evaluation> = {}): Evaluation {
  return {
    id: 1,
    runId: 1,
    datasetId: 1,
    datasetName: 'HAM10000',
    part: 'validation',
    metrics: classificationMetrics(
      ['mel', 'nv'],
      [0, 0, 1, 1],
      [
        [0.9, 0.1],
        [0.2, 0.8],
        [0.1, 0.9],
        [0.3, 0.7],
      ],
    ),
    unknownLabels: [],
    trainingOverlap: 0,
    testOpening: null,
    views: 1,
    calibration: null,
    byLesion: null,
    interval: null,
    naming: 'network',
    namingOpenings: 0,
    byRule: null,
    createdAt: '2026-11-21T11:00:00Z',
    ...changes,
  };
}

export function exampleJob(changes: Partial<Job> = {}): Job {
  return {
    id: 9,
    kind: 'evaluate',
    status: 'running',
    title: 'Evaluate hmnist-cnn #1',
    queuePlace: null,
    datasetId: 1,
    runId: 1,
    progress: null,
    error: null,
    result: null,
    createdAt: '2026-11-21T11:00:00Z',
    startedAt: '2026-11-21T11:00:00Z',
    endedAt: null,
    ...changes,
  };
}

export function exampleCase(caseKey: string, status: CaseStatus): CaseSummary {
  return { caseKey, photographCount: 1, coverPhotographId: 1, status };
}

const blindPhotograph: Photograph = {
  id: 1,
  datasetId: 1,
  imageId: 'ISIC_1',
  fileName: 'ISIC_1.jpg',
  width: 600,
  height: 450,
  diagnosis: '',
  lesionId: 'L1',
  proof: null,
  ageYears: 60,
  sex: 'male',
  site: 'chest',
  sourcePart: null,
};

/** A case as the host tells it: the model only with a reading, the truth only when signed. The model says nv, then mel. */
export function exampleReview(caseKey: string, reading: Partial<Reading> | null, status: CaseStatus): ReviewCase {
  return {
    caseKey,
    runId: 1,
    status,
    photographs: [blindPhotograph],
    reading:
      reading === null
        ? null
        : {
            ownDiagnosis: 'mel',
            confidence: 2,
            lockedAt: '2026-11-21T11:00:00Z',
            finalDiagnosis: null,
            reason: '',
            note: '',
            signedAt: null,
            deferredAt: null,
            ...reading,
          },
    model:
      reading === null
        ? null
        : [
            { label: 'nv', probability: 0.6 },
            { label: 'mel', probability: 0.4 },
          ],
    naming: 'network',
    isModelKept: true,
    namedNow: null,
    truth: status === 'signed' ? 'mel' : null,
  };
}

/** Long enough for a call there and back. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
