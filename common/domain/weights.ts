import { z } from 'zod';

/** The forms in which weights are published. */
export const WeightFormat = z.enum(['keras-h5', 'keras-weights-h5', 'keras-archive', 'tensorflowjs-layers', 'tensorflow-saved-model']);
export type WeightFormat = z.infer<typeof WeightFormat>;

export const weightFormatNames: Readonly<Record<WeightFormat, string>> = {
  'keras-h5': 'Keras HDF5 (.h5)',
  'keras-weights-h5': 'Keras 3 weights (.weights.h5)',
  'keras-archive': 'Keras 3 model (.keras)',
  'tensorflowjs-layers': 'TensorFlow.js layers model',
  'tensorflow-saved-model': 'TensorFlow SavedModel',
};

/** A file with ImageNet weights that Keras publishes: one line of `resources/weights/published.json`. */
export const PublishedWeights = z.object({
  /** The file's name, under which it is known. */
  file: z.string().regex(/^[\w.-]+$/),
  architecture: z.string(),
  alpha: z.number().nullable(),
  /** Without ImageNet's own head; the others are larger, and serve as well. */
  isBackboneOnly: z.boolean(),
  weightCount: z.int(),
  /** The file's length as Keras showed it to people who fetched it and published their notebooks; null where none was found. Keras documents rounded megabytes of some only. */
  bytes: z.int().positive().nullable(),
  /** What Keras publishes to check the file by; null where it publishes none. */
  hash: z.object({ kind: z.enum(['md5', 'sha256']), value: z.string().regex(/^([0-9a-f]{32}|[0-9a-f]{64})$/) }).nullable(),
  address: z.url({ protocol: /^https$/ }),
  /** Terms under which the weights are given, as far as they are stated. */
  licence: z.string(),
});
export type PublishedWeights = z.infer<typeof PublishedWeights>;

/** Bytes: what was seen of the file, else four for each weight, to which HDF5 adds a few per cent. */
export function aboutBytes({ bytes, weightCount }: Pick<PublishedWeights, 'bytes' | 'weightCount'>): number {
  return bytes ?? weightCount * 4;
}

/** What Keras publishes: `resources/weights/published.json`. */
export const PublishedCatalogue = z.object({
  publisher: z.string(),
  /** Where the addresses, hashes and licences are taken from. */
  source: z.string(),
  files: z.array(PublishedWeights),
});
export type PublishedCatalogue = z.infer<typeof PublishedCatalogue>;

/** The smallest published file for a network: the one without ImageNet's head. */
export function publishedFor(
  files: readonly PublishedWeights[],
  { architecture, alpha }: Pick<PublishedWeights, 'architecture' | 'alpha'>,
): PublishedWeights | null {
  return files.find((file) => file.architecture === architecture && file.alpha === alpha && file.isBackboneOnly) ?? null;
}

export const ImportedWeights = z.object({
  id: z.int(),
  architecture: z.string(),
  alpha: z.number().nullable(),
  /** Of the file or folder that was imported. */
  name: z.string(),
  format: WeightFormat,
  weightCount: z.int(),
  bytes: z.number(),
  hasTop: z.boolean(),
  sha256: z.string(),
  /** Where they came from, for people. */
  source: z.string(),
  /** Null where nobody has said. */
  licence: z.string().nullable(),
  /** The published file that they are, by its hash; null where they are none, or none that is known. */
  publishedFile: z.string().nullable(),
  importedAt: z.string(),
});
export type ImportedWeights = z.infer<typeof ImportedWeights>;

/** What `nevus weights check` finds. Nothing is stored. */
export const CheckedWeights = z.object({
  name: z.string(),
  format: WeightFormat,
  architecture: z.string(),
  alpha: z.number().nullable(),
  weightCount: z.int(),
  hasTop: z.boolean(),
  bytes: z.number(),
  sha256: z.string(),
  /**
   * `published`: byte for byte a file that Keras publishes. `changed`: has the name of one, but not its hash. `unknown`: no hash is known for it; it fits the
   * network, and nothing more can be said.
   */
  verdict: z.enum(['published', 'changed', 'unknown']),
  publishedFile: z.string().nullable(),
});
export type CheckedWeights = z.infer<typeof CheckedWeights>;

/** ImageNet weights that a recipe starts from and this workspace does not have. */
export const MissingWeights = z.object({
  architecture: z.string(),
  alpha: z.number().nullable(),
  /** Titles of the recipes. */
  recipes: z.array(z.string()),
  /** The file to bring; null where none is published. */
  published: PublishedWeights.nullable(),
});
export type MissingWeights = z.infer<typeof MissingWeights>;
