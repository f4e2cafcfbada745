import { z } from 'zod';

/** The layouts that import understands. */
export const DatasetLayout = z.enum(['ham10000', 'isic2018-groundtruth', 'isic-archive', 'class-folders', 'hmnist-csv']);
export type DatasetLayout = z.infer<typeof DatasetLayout>;

export const Part = z.enum(['train', 'validation', 'test']);
export type Part = z.infer<typeof Part>;

/** `importing` also covers an import that was cancelled or interrupted and can be resumed. */
export const Dataset = z.object({
  id: z.int(),
  name: z.string(),
  layout: DatasetLayout,
  status: z.enum(['importing', 'ready']),
  /** False where nothing says which photographs show the same lesion: split only on request, and such a split says so. */
  hasLesionIds: z.boolean(),
  photographCount: z.int(),
  lesionCount: z.int(),
  rejectedCount: z.int(),
  /** Photographs per class label, in diagnosis order. */
  classCounts: z.array(z.object({ label: z.string(), count: z.int() })),
  createdAt: z.string(),
});
export type Dataset = z.infer<typeof Dataset>;

export const Photograph = z.object({
  id: z.int(),
  datasetId: z.int(),
  imageId: z.string(),
  /** Relative to the imported folder; never absolute. */
  fileName: z.string(),
  width: z.int(),
  height: z.int(),
  diagnosis: z.string(),
  lesionId: z.string().nullable(),
  proof: z.string().nullable(),
  ageYears: z.number().nullable(),
  sex: z.string().nullable(),
  site: z.string().nullable(),
  /** The part in which its publisher laid it (`Train/`, `Test/`); null where the layout has none. */
  sourcePart: Part.nullable(),
});
export type Photograph = z.infer<typeof Photograph>;

/** Kinds of trouble that an inspection or import finds. */
export const IssueKind = z.enum([
  'missing-photograph',
  'extra-photograph',
  'duplicate-id',
  'duplicate-file',
  'identical-content',
  'undecodable',
  'damaged',
  'truncated',
  'empty-file',
  'wrong-extension',
  'too-large',
  'unusual-format',
  'unknown-label',
  'invalid-row',
  'outside-folder',
  'permission-denied',
  'conflicting-lesion',
]);
export type IssueKind = z.infer<typeof IssueKind>;

/** One finding. `severity`: `reject` = that photograph is left out; `note` = imported, but look at it. */
export const ImportIssue = z.object({
  kind: IssueKind,
  severity: z.enum(['reject', 'note']),
  imageId: z.string().nullable(),
  fileName: z.string().nullable(),
  /** Line of the metadata file, the header being 1. */
  line: z.int().nullable(),
  message: z.string(),
});
export type ImportIssue = z.infer<typeof ImportIssue>;

/** What an inspection (dry run) found. `issues` holds at most 50 of each kind; `issueCounts` has them all. */
export const ImportReport = z.object({
  layout: DatasetLayout,
  folderLabel: z.string(),
  metadataFile: z.string(),
  photographFolders: z.array(z.string()),
  rowCount: z.int(),
  fileCount: z.int(),
  importableCount: z.int(),
  rejectedCount: z.int(),
  lesionCount: z.int(),
  hasLesionIds: z.boolean(),
  classCounts: z.array(z.object({ label: z.string(), count: z.int() })),
  issueCounts: z.array(z.object({ kind: IssueKind, severity: z.enum(['reject', 'note']), count: z.int() })),
  issues: z.array(ImportIssue),
});
export type ImportReport = z.infer<typeof ImportReport>;

/**
 * What a split keeps in one part. `photograph`: single photographs, so that photographs of one lesion may lie in several parts and figures flatter; what
 * published projects did, and all that can be done where lesions are not known.
 */
export const SplitGrouping = z.enum(['lesion', 'photograph']);
export type SplitGrouping = z.infer<typeof SplitGrouping>;

export const Split = z.object({
  id: z.int(),
  datasetId: z.int(),
  name: z.string(),
  seed: z.int(),
  grouping: SplitGrouping,
  counts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Per part and class label, photographs. */
  classCounts: z.array(z.object({ part: Part, label: z.string(), count: z.int() })),
  /** How often the test part was opened by an evaluation, on this split or on another one that lays the same photographs aside. */
  testOpenings: z.int(),
  /** How many others do: folds of the same cross-validation, folds within this split, or the split that this is a fold within. */
  testSharers: z.int(),
  createdAt: z.string(),
});
export type Split = z.infer<typeof Split>;
