import { z } from 'zod';

/** What is made from photographs, kept to save time, and made again when it is needed: decoded pixels, and what frozen backbones made of them. */
export const CachePart = z.enum(['pixels', 'features']);
export type CachePart = z.infer<typeof CachePart>;

/** What a workspace's folder holds. `unpacked`: photographs that came as tables of pixels. `other`: recipes, and what is there for a moment. */
export const StoragePart = z.enum([...CachePart.options, 'thumbnails', 'runs', 'weights', 'unpacked', 'database', 'other']);
export type StoragePart = z.infer<typeof StoragePart>;

/** For people, as the beginning of a line. */
export const storagePartNames: Readonly<Record<StoragePart, string>> = {
  pixels: 'Decoded photographs',
  features: 'Features of frozen backbones',
  thumbnails: 'Thumbnails',
  runs: 'Runs with their models',
  weights: 'Pretrained weights',
  unpacked: 'Photographs from tables',
  database: 'Database',
  other: 'Recipes and the like',
};

/** How large everything is. */
export const StorageReport = z.object({
  parts: z.array(
    z.object({
      part: StoragePart,
      bytes: z.number(),
      /** Of them those that no dataset of the workspace needs any more, about; null where nothing of it can be removed. */
      unneededBytes: z.number().nullable(),
    }),
  ),
});
export type StorageReport = z.infer<typeof StorageReport>;

/** What to remove from the caches: what no dataset needs any more, or everything. */
export const PruneRequest = z.object({
  parts: z.array(CachePart).min(1).default(['pixels', 'features']),
  extent: z.enum(['unneeded', 'everything']),
});
export type PruneRequest = z.infer<typeof PruneRequest>;

/** Bytes that a pruning would remove, about. */
export function removableBytes({ parts: sizes }: StorageReport, { parts, extent }: PruneRequest): number {
  return sizes
    .filter(({ part }) => parts.some((wanted) => wanted === part))
    .reduce((sum, { bytes, unneededBytes }) => sum + (extent === 'everything' ? bytes : (unneededBytes ?? 0)), 0);
}

/** What a pruning's job ends with. */
export const PruneResult = z.object({ freedBytes: z.number() });
export type PruneResult = z.infer<typeof PruneResult>;
