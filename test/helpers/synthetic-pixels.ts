import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeededRandom } from '../../common/domain/random.ts';

export interface SyntheticPixels {
  readonly pixels: { height: number; width: number; rowsPerShard: number; shards: string[] };
  /** Class index per row. */
  readonly labels: number[];
}

/**
 * Photographs that anybody could tell apart: noise, with more of one colour for each class. Written to shards as the pixel cache writes them.
 */
export async function writeSyntheticPixels(
  folder: string,
  options: { count: number; edge: number; classCount: number; rowsPerShard?: number; seed?: number },
): Promise<SyntheticPixels> {
  const { count, edge, classCount, rowsPerShard = count, seed = 1 } = options;
  const random = new SeededRandom(seed, 'synthetic pixels');
  const labels = Array.from({ length: count }, (_, row) => row % classCount);
  const shards: string[] = [];
  for (let start = 0; start < count; start += rowsPerShard) {
    const part = labels.slice(start, start + rowsPerShard);
    const bytes = new Uint8Array(part.length * edge * edge * 3);
    for (let index = 0; index < bytes.length; index++) {
      const label = part[Math.floor(index / (edge * edge * 3))]!;
      bytes[index] = random.nextBelow(120) + (index % 3 === label % 3 ? 90 : 0) + (label >= 3 ? 40 : 0);
    }
    const path = join(folder, `pixels-${shards.length}.bin`);
    await writeFile(path, bytes);
    shards.push(path);
  }
  return { pixels: { height: edge, width: edge, rowsPerShard, shards }, labels };
}
