import { z } from 'zod';
import { ConfidenceInterval } from '../metrics/bootstrap.ts';
import { NamingRule } from './naming.ts';
import { Evaluation } from './run.ts';

/** How many runs are compared with each other. */
export const fewestCompared = 2;
export const mostCompared = 4;

/** The parts whose stored predictions can be compared. */
export const ComparedPart = z.enum(['validation', 'test']);
export type ComparedPart = z.infer<typeof ComparedPart>;

/** One run on the photographs that all compared runs have judged. */
export const ComparedRun = z.object({
  runId: z.int(),
  /** Photographs in this part of its own split; those that are not in the same part of the others' splits are left out. */
  partSize: z.int(),
  /** What the comparison takes its predictions from: its newest evaluation of the part, which is never made for a comparison. */
  evaluation: Evaluation.pick({
    id: true,
    part: true,
    views: true,
    testOpening: true,
    namingOpenings: true,
    trainingOverlap: true,
    unknownLabels: true,
    createdAt: true,
  }),
  naming: NamingRule,
  balancedAccuracy: z.number(),
  /** Of the balanced accuracy; lesions are drawn, not photographs. Null where there is only one lesion. */
  interval: ConfidenceInterval.nullable(),
  accuracy: z.number(),
  /** Each lesion once, by the mean of its photographs' probabilities; null where every lesion has one photograph. */
  byLesion: z.object({ accuracy: z.number(), balancedAccuracy: z.number() }).nullable(),
  macroAuc: z.number().nullable(),
  logLoss: z.number(),
  /** Expected calibration error. */
  calibrationError: z.number(),
  /** In the order of the comparison's classes; null for one without photographs. */
  recall: z.array(z.number().nullable()),
});
export type ComparedRun = z.infer<typeof ComparedRun>;

/** Who of two is right on how many, and McNemar's exact test of whether one is right more often. */
export const PairedCounts = z.object({
  both: z.int(),
  onlyReference: z.int(),
  onlyOther: z.int(),
  neither: z.int(),
  /** Of this test by itself, and adjusted for how many runs are compared with the reference (Holm). */
  p: z.number(),
  adjustedP: z.number(),
});
export type PairedCounts = z.infer<typeof PairedCounts>;

/** A run against the reference; differences are the run's figure less the reference's. */
export const RunDifference = z.object({
  runId: z.int(),
  balancedAccuracy: z.number(),
  /**
   * Of that difference, by the paired bootstrap over lesions. Its level is 95 % where one run is compared with the reference; with several it is higher, so that all of them together hold with 95 % (Bonferroni).
   */
  interval: ConfidenceInterval.nullable(),
  accuracy: z.number(),
  photographs: PairedCounts,
  /** The same of lesions, each once, which are independent where photographs of one lesion are not; null where every lesion has one photograph. */
  lesions: PairedCounts.nullable(),
});
export type RunDifference = z.infer<typeof RunDifference>;

/** Trained runs side by side on the photographs that lie in one part of all their splits. */
export const RunComparison = z.object({
  part: ComparedPart,
  referenceRunId: z.int(),
  datasetId: z.int(),
  /** What the photographs show and what the runs know, in diagnosis order. */
  classes: z.array(z.string()),
  /** Photographs of each class. */
  supports: z.array(z.int()),
  /** Photographs without a lesion id count as one lesion each. */
  lesionCount: z.int(),
  /** In the order asked for. */
  runs: z.array(ComparedRun),
  /** One for each run but the reference. */
  differences: z.array(RunDifference),
  /** Column by column, in the order of import; `named` has a row a run. Diagnoses are indices of `classes`. */
  photographs: z.object({
    ids: z.array(z.int()),
    imageIds: z.array(z.string()),
    actual: z.array(z.int()),
    named: z.array(z.array(z.int())),
  }),
});
export type RunComparison = z.infer<typeof RunComparison>;

/** Who of two is right on a photograph. */
export const PairedCell = z.enum(['both', 'onlyReference', 'onlyOther', 'neither']);
export type PairedCell = z.infer<typeof PairedCell>;

export function pairedCell(isReferenceRight: boolean, isOtherRight: boolean): PairedCell {
  if (isReferenceRight) return isOtherRight ? 'both' : 'onlyReference';
  return isOtherRight ? 'onlyOther' : 'neither';
}

/** What a difference comes to: `better` and `worse` only where its interval leaves 0 out. */
export function verdictOf({ interval }: Pick<RunDifference, 'interval'>): 'better' | 'worse' | 'undecided' {
  if (interval === null) return 'undecided';
  if (interval.low > 0) return 'better';
  return interval.high < 0 ? 'worse' : 'undecided';
}
