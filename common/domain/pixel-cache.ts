import { z } from 'zod';

/**
 * Decoded photographs on disk, ready for the network: uint8 rows of height x width x 3 (RGB, row-major), end to end in shard files.
 * The host (sharp) writes them, the engine reads them; rows are numbered through all shards, `rowsPerShard` to a shard.
 */
export const PixelSource = z.object({
  height: z.int().positive(),
  width: z.int().positive(),
  rowsPerShard: z.int().positive(),
  /** Absolute paths, in order. */
  shards: z.array(z.string()),
});
export type PixelSource = z.infer<typeof PixelSource>;

/** Bytes of one row. */
export function rowBytes(source: Pick<PixelSource, 'height' | 'width'>): number {
  return source.height * source.width * 3;
}
