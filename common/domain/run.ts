import { z } from 'zod';
import { NamingRule } from './naming.ts';
import { EngineKind, TrainingOptions } from './training-config.ts';
import { ErrorShape } from './job.ts';
import { Part } from './dataset.ts';
import { TrialOfSearch } from './search.ts';
import { RunTeacher } from './distillation.ts';
import { ConfidenceInterval } from '../metrics/bootstrap.ts';
import { ReliabilityBin } from '../metrics/calibration.ts';
import { ClassificationMetrics } from '../metrics/classification.ts';

export const RunStatus = z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled', 'interrupted']);
export type RunStatus = z.infer<typeof RunStatus>;

/** One finished epoch. Rates in photographs per second; `waitShare` = share of the epoch that the step waited for data. */
export const EpochRecord = z.object({
  epoch: z.int(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
  validationBalancedAccuracy: z.number(),
  /** Recall per class, in the order of the run's classes; null where validation has none of it. */
  validationRecall: z.array(z.number().nullable()),
  /** Share of photographs whose own class got more than half (`recallAtHalf`); null for epochs of versions that did not measure it. */
  validationRecallAtHalf: z.number().nullable().default(null),
  /** Share of the malignant that were taken for malignant (`malignantRecall`); null where there are none, and for such epochs. */
  validationMalignantRecall: z.number().nullable().default(null),
  /** At the last update of the epoch. */
  learningRate: z.number(),
  imagesPerSecond: z.number(),
  waitShare: z.number(),
  durationMs: z.number(),
});
export type EpochRecord = z.infer<typeof EpochRecord>;

export const Run = z.object({
  id: z.int(),
  name: z.string(),
  recipeId: z.string(),
  datasetId: z.int(),
  splitId: z.int(),
  status: RunStatus,
  options: TrainingOptions,
  classes: z.array(z.string()),
  /** What trained it, once known. */
  engine: z.object({ kind: EngineKind, version: z.string(), device: z.string() }).nullable(),
  weightCount: z.int().nullable(),
  epochsDone: z.int(),
  bestEpoch: z.int().nullable(),
  /** On the validation part, at its best epoch, by the network's own answers. */
  bestBalancedAccuracy: z.number().nullable(),
  error: ErrorShape.nullable(),
  jobId: z.int().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** What it has trained in stretches that are over, pauses left out; the present one began at `stretchStartedAt`. */
  trainedMs: z.number(),
  stretchStartedAt: z.string().nullable(),
  /** By which rule it names from now on: what its options preset, until another was chosen. */
  naming: NamingRule,
  /** How often the test part had been opened when another rule was chosen than the preset one; 0 where none was, or before anybody had looked. */
  namingOpenings: z.int(),
  /** The newest evaluation of its validation part, by the rule that named there; null where there is none. */
  validation: z.object({ naming: NamingRule, accuracy: z.number(), balancedAccuracy: z.number() }).nullable(),
  /** Runs whose calibrated probabilities an ensemble averages; null for a run of its own. */
  members: z.array(z.int()).nullable(),
  /** Whom it learned from beside the diagnoses; null for most. */
  teacher: RunTeacher.nullable(),
  /** Which trial of which search it is; null for a training of its own. */
  trial: TrialOfSearch.nullable(),
});
export type Run = z.infer<typeof Run>;

/** A message of a run's engine or of the host about it. Ids rise within a run. */
export const RunLogLine = z.object({ id: z.int(), at: z.string(), message: z.string() });
export type RunLogLine = z.infer<typeof RunLogLine>;

/** Balanced accuracy on the validation part by the rule that names; by the network's own answers where nothing else is known. Null for a run that has not got so far. */
export function validatedBalancedAccuracy({
  validation,
  bestBalancedAccuracy,
}: Pick<Run, 'validation' | 'bestBalancedAccuracy'>): number | null {
  return validation?.balancedAccuracy ?? bestBalancedAccuracy;
}

/** How far a run's probabilities can be taken at their word (Guo et al. 2017, arXiv 1706.04599). */
export const Calibration = z.object({
  /** What the network's logits were divided by; fitted on the validation part. */
  temperature: z.number().positive(),
  /**
   * What was added to them then, by class in the order of the run's: the correction for how frequent the diagnoses are in the data (Alexandari et al. 2020, arXiv 1901.06852). Null for
   * evaluations by earlier versions, and for ensembles, whose runs are calibrated each by itself.
   */
  bias: z.array(z.number()).nullable().default(null),
  /** Expected calibration error of the probabilities as shown, and as the network gave them. */
  expectedError: z.number(),
  uncalibratedError: z.number(),
  /** What perfectly calibrated probabilities would show on as many photographs by chance; null for evaluations by earlier versions. */
  chanceError: z.number().nullable().default(null),
  bins: z.array(ReliabilityBin),
});
export type Calibration = z.infer<typeof Calibration>;

const Accuracies = z.object({ accuracy: z.number(), balancedAccuracy: z.number() });

/** What else an evaluation tells; evaluations by earlier versions tell none of it. */
export const EvaluationDetails = z.object({
  calibration: Calibration.nullable().default(null),
  /** Each lesion once, by the mean of its photographs' probabilities; null where every lesion has one photograph, or lesions are not known. */
  byLesion: z.object({ n: z.int(), accuracy: z.number(), balancedAccuracy: z.number() }).nullable().default(null),
  /** Of the balanced accuracy; lesions are drawn, not photographs. */
  interval: ConfidenceInterval.nullable().default(null),
  /** By which rule its diagnoses were named: the run's, or `network` where nothing had corrected the prior of its probabilities. All figures but AUC, log loss and calibration hang on it. */
  naming: NamingRule.default('network'),
  /** The run's `namingOpenings` then: above 0 for a test part, the rule was chosen after somebody had looked. */
  namingOpenings: z.int().default(0),
  /** What each rule would have given. Null for evaluations by earlier versions, which knew `balanced` not at all, and where nothing had corrected the prior. */
  byRule: z.object({ network: Accuracies, balanced: Accuracies.nullable(), probable: Accuracies }).nullable().default(null),
});
export type EvaluationDetails = z.infer<typeof EvaluationDetails>;

/** Metrics of a run on a part of its own split, or on a whole other dataset (`part` null). */
export const Evaluation = z.object({
  id: z.int(),
  runId: z.int(),
  datasetId: z.int(),
  datasetName: z.string(),
  part: Part.nullable(),
  /**
   * Over the run's classes, followed by labels of the photographs that the run has never learned (`unknownLabels`): the run can never be right
   * on those, and they count as errors.
   */
  metrics: ClassificationMetrics,
  unknownLabels: z.array(z.object({ label: z.string(), count: z.int() })),
  /** Photographs whose very bytes are also in the training part of the run, of its members or of a teacher of theirs: above 0 the figures flatter. */
  trainingOverlap: z.int(),
  /** For the test part: this was opening number n of that split. */
  testOpening: z.int().nullable(),
  /** Ways in which each photograph was looked at (test-time augmentation); 1: as it was taken. */
  views: z.int(),
  ...EvaluationDetails.shape,
  createdAt: z.string(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/**
 * A ranked differential diagnosis: the diagnosis that the run's rule names, then the others, most probable first; the probabilities of all diagnoses sum to 1. By any rule but `probable` the named one need not
 * be the most probable.
 */
export const Differential = z.array(z.object({ label: z.string(), probability: z.number() }));
export type Differential = z.infer<typeof Differential>;

/** A sentence for where the named diagnosis is not the most probable one; null where it is. */
export function namingNote([named, next]: Differential, naming: NamingRule): string | null {
  if (named === undefined || next === undefined || next.probability <= named.probability) return null;
  return naming === 'balanced'
    ? `${named.label} is named because rare diagnoses are weighed like frequent ones (the rule “balanced”); ${next.label} is more probable.`
    : `The network names ${named.label}; corrected for how frequent the diagnoses are in the data, ${next.label} is more probable.`;
}
