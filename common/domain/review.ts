import { z } from 'zod';
import { Photograph } from './dataset.ts';
import { NamingRule } from './naming.ts';
import { Differential } from './run.ts';

/** Progress of a case: `open` -> `read` (own diagnosis locked) -> `signed`; `deferred` can be picked up again. */
export const CaseStatus = z.enum(['open', 'read', 'deferred', 'signed']);
export type CaseStatus = z.infer<typeof CaseStatus>;

/** 1 guess, 2 fairly sure, 3 certain. */
export const Confidence = z.int().min(1).max(3);

export const CaseSummary = z.object({
  /** Lesion id, or the image id where the dataset knows no lesions. */
  caseKey: z.string(),
  photographCount: z.int(),
  coverPhotographId: z.int(),
  status: CaseStatus,
});
export type CaseSummary = z.infer<typeof CaseSummary>;

/** One reader's work on a case of a run. Times are UTC ISO; once `lockedAt` is set the first reading never changes. */
export const Reading = z.object({
  ownDiagnosis: z.string(),
  confidence: Confidence,
  lockedAt: z.string(),
  finalDiagnosis: z.string().nullable(),
  /** Why kept or changed where reader and model disagreed. */
  reason: z.string(),
  note: z.string(),
  signedAt: z.string().nullable(),
  deferredAt: z.string().nullable(),
});
export type Reading = z.infer<typeof Reading>;

/** What the model answered for a case, mean over the lesion's photographs, and by which rule it named its first diagnosis. */
export const ModelAnswer = z.object({ differential: Differential, naming: NamingRule });
export type ModelAnswer = z.infer<typeof ModelAnswer>;

export const ReviewCase = z.object({
  caseKey: z.string(),
  runId: z.int(),
  status: CaseStatus,
  /** The dataset's diagnosis and its proof are blank until the case is signed. */
  photographs: z.array(Photograph),
  reading: Reading.nullable(),
  /** What the reader was shown when the own diagnosis was locked; null until then. It stays as it was, whatever the run answers later. */
  model: Differential.nullable(),
  /** By which rule the model names its first diagnosis. */
  naming: NamingRule,
  /** False for readings that were locked before it was kept what was shown: `model` is then what the run answers now. */
  isModelKept: z.boolean(),
  /** What the run names now, where that is another diagnosis than the first of `model`; else null. */
  namedNow: z.object({ diagnosis: z.string(), naming: NamingRule }).nullable(),
  /** The dataset's diagnosis; null until signed. */
  truth: z.string().nullable(),
});
export type ReviewCase = z.infer<typeof ReviewCase>;
