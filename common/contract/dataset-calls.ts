import { z } from 'zod';
import { Dataset, ImportIssue, ImportReport, Part, Photograph, Split, SplitGrouping } from '../domain/dataset.ts';
import { defineCall, defineEvent } from './define.ts';

const DatasetId = z.object({ datasetId: z.int().positive() });
const JobStarted = z.object({ jobId: z.int() });

/** Which photographs of a dataset to show. Empty arrays mean no restriction. */
export const PhotographFilter = z.object({
  datasetId: z.int().positive(),
  diagnoses: z.array(z.string()).default([]),
  splitId: z.int().positive().nullable().default(null),
  /** Needs `splitId`. */
  parts: z.array(Part).default([]),
  /** Facet values as `photographs.facets` tells them; the empty text stands for what is not known. */
  proofs: z.array(z.string()).default([]),
  sites: z.array(z.string()).default([]),
  sexes: z.array(z.string()).default([]),
  /** `30` for 30 to 39 years. */
  ageDecades: z.array(z.string()).default([]),
  /** Part of an image id or lesion id. */
  search: z.string().max(200).default(''),
  lesionId: z.string().nullable().default(null),
  /** Only photographs that this evaluation put into one cell of its confusion matrix. */
  cell: z.object({ evaluationId: z.int().positive(), actual: z.string(), predicted: z.string() }).nullable().default(null),
  sort: z.enum(['imported', 'imageId', 'diagnosis', 'age']).default('imported'),
});
export type PhotographFilter = z.infer<typeof PhotographFilter>;

/** A facet's value, empty where it is not known, and how many photographs have it. */
export const FacetCount = z.object({ value: z.string(), count: z.int() });

export const datasetCalls = [
  /** Dry run: reads everything, changes nothing. The job's report is fetched with `imports.report`. */
  defineCall('imports.inspect', { input: z.object({ folderId: z.string() }), output: JobStarted }),
  defineCall('imports.report', { input: z.object({ jobId: z.int().positive() }), output: ImportReport }),
  defineCall('imports.start', {
    input: z.object({ folderId: z.string(), name: z.string().trim().min(1).max(120).optional() }),
    output: z.object({ jobId: z.int(), datasetId: z.int() }),
  }),
  /** The datasets that were imported from there, unfinished ones too, oldest first. */
  defineCall('imports.known', { input: z.object({ folderId: z.string() }), output: z.object({ datasets: z.array(Dataset) }) }),
  /** Continues an import that was cancelled or interrupted; photographs already imported are not read again. */
  defineCall('imports.resume', { input: DatasetId, output: JobStarted }),
  defineCall('datasets.list', { input: z.object({}), output: z.object({ datasets: z.array(Dataset) }) }),
  defineCall('datasets.get', { input: DatasetId, output: Dataset }),
  defineCall('datasets.rename', { input: DatasetId.extend({ name: z.string().trim().min(1).max(120) }), output: Dataset }),
  /** Removes the dataset, its runs and thumbnails from the workspace. Original photographs are never touched. */
  defineCall('datasets.remove', { input: DatasetId, output: z.object({}) }),
  defineCall('datasets.rejections', { input: DatasetId, output: z.object({ issues: z.array(ImportIssue) }) }),
  /** Ids of all photographs that match, in order: the grid fetches the visible ones with `photographs.get`. */
  defineCall('photographs.find', { input: PhotographFilter, output: z.object({ ids: z.array(z.int()) }) }),
  defineCall('photographs.get', {
    input: z.object({ ids: z.array(z.int().positive()).max(1000) }),
    output: z.object({ photographs: z.array(Photograph) }),
  }),
  /** Counts under the filter, each facet ignoring its own restriction. */
  defineCall('photographs.facets', {
    input: PhotographFilter,
    output: z.object({
      diagnoses: z.array(FacetCount),
      parts: z.array(FacetCount),
      proofs: z.array(FacetCount),
      sites: z.array(FacetCount),
      sexes: z.array(FacetCount),
      ageDecades: z.array(FacetCount),
    }),
  }),
  defineCall('splits.create', {
    input: DatasetId.extend({
      name: z.string().trim().max(120).optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      /** Shares of the photographs; the rest trains. */
      validationShare: z.number().min(0.02).max(0.45).default(0.15),
      testShare: z.number().min(0.02).max(0.45).default(0.15),
      /** `photograph` only where it is asked for: such a split can leak. A dataset without lesion ids has no other. */
      grouping: SplitGrouping.default('lesion'),
      /**
       * `source`: the publisher's test part is the test part (`testShare` is not used). Photographs of the other parts that show what lies in it are left
       * out.
       */
      parts: z.enum(['random', 'source']).default('random'),
    }),
    output: Split,
  }),
  /** Splits for cross-validation: the same test part in each, every other photograph validates in one of them. */
  defineCall('splits.createFolds', {
    input: DatasetId.extend({
      folds: z.int().min(2).max(20).default(5),
      name: z.string().trim().min(1).max(100).optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      testShare: z.number().min(0.02).max(0.45).default(0.15),
      grouping: SplitGrouping.default('lesion'),
      /**
       * Divides the training part of this split only; its validation and test parts are the test part of every fold, whatever `testShare` and `grouping` say. An ensemble of
       * such folds may teach a network on this split, and its validation figures stay honest.
       */
      withinSplitId: z.int().positive().optional(),
    }),
    output: z.object({ splits: z.array(Split) }),
  }),
  /** A split made elsewhere. Refused with `split-leaks` where a lesion is in two parts; detail.lesions names them. */
  defineCall('splits.assign', {
    input: DatasetId.extend({
      name: z.string().trim().min(1).max(120),
      parts: z.array(z.object({ imageId: z.string(), part: Part })).min(3),
    }),
    output: Split,
  }),
  defineCall('splits.list', {
    input: z.object({ datasetId: z.int().positive().optional() }),
    output: z.object({ splits: z.array(Split) }),
  }),
  defineCall('splits.remove', { input: z.object({ splitId: z.int().positive() }), output: z.object({}) }),
] as const;

export const datasetEvents = [
  /** A dataset or its splits changed: fetch again. */
  defineEvent('datasets.changed', z.object({ datasetId: z.int() })),
] as const;
