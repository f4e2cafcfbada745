import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { AugmentedPhotograph } from '../../common/contract/run-calls.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Workspace } from '../host/workspace.ts';
import { decodePhotograph } from '../imaging/decode-photograph.ts';
import { encodePng } from '../imaging/encode-png.ts';
import { readUnchanged } from '../imaging/read-unchanged.ts';
import { explainDiskFull } from './disk-full.ts';
import { pixelShape } from './run-files.ts';

export interface AugmentationPreviewParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly splits: SplitRepository;
  readonly engineHost: EngineHost;
  readonly workspace: Workspace;
}

/** Shows what a network would see: the engine's own augmentation on a few photographs of a training part. */
export class AugmentationPreview {
  readonly #parts: AugmentationPreviewParts;

  constructor(parts: AugmentationPreviewParts) {
    this.#parts = parts;
  }

  /** @throws AppError `file-missing` or `photograph-unreadable` where an original is gone or changed, `engine-unavailable` */
  async make(input: ParsedInput<HostProtocol, 'training.previewAugmentation'>, signal: AbortSignal): Promise<AugmentedPhotograph[]> {
    const { engineHost, workspace } = this.#parts;
    const { options, seed } = input;
    const sources = this.#draw(input);
    const { height, width, resizeMode } = pixelShape(options);
    // Not from the pixel cache: a training may be filling it, and these few are decoded in no time.
    const pixels = await this.#decode(input.splitId, sources, { height, width, resizeMode });
    const file = join(workspace.temporary, `${randomUUID()}.pixels`);
    try {
      await writeFile(file, pixels);
      const task = {
        pixels: { height, width, rowsPerShard: sources.length, shards: [file] },
        rows: sources.map((_, index) => index),
        augmentation: options.augmentation,
        seed,
      };
      const { bytes, shares } = await engineHost.predicting(options.engine, (engine) => engine.call('engine.augment', task, { signal }));
      const length = bytes.length / sources.length;
      return await Promise.all(
        sources.map(async ({ id, diagnosis }, index) => {
          const other = sources[(index + 1) % sources.length];
          const ownShare = shares?.[index] ?? 1;
          const png = await encodePng(bytes.subarray(index * length, (index + 1) * length), width, height, 3);
          const partner = other === undefined || ownShare === 1 ? null : { photographId: other.id, diagnosis: other.diagnosis, ownShare };
          return { photographId: id, diagnosis, partner, pngBase64: Buffer.from(png).toString('base64') };
        }),
      );
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Nothing that was stored is lost. Free some space and try again.');
    } finally {
      await rm(file, { force: true });
    }
  }

  #draw({ splitId, count, seed }: { splitId: number; count: number; seed: number }): PhotographSource[] {
    const all = this.#parts.photographs.sourcesOfPart(splitId, 'train');
    if (all.length === 0) throw new AppError('conflict', 'The training part of this split has no photographs.');
    return new SeededRandom(seed, 'preview').shuffle([...all]).slice(0, count);
  }

  async #decode(splitId: number, sources: readonly PhotographSource[], shape: ReturnType<typeof pixelShape>): Promise<Uint8Array> {
    const { datasets, splits } = this.#parts;
    const root = datasets.root(splits.get(splitId).datasetId);
    const decoded = await Promise.all(
      sources.map(async ({ contentHash, fileName }) =>
        decodePhotograph(await readUnchanged(join(root, fileName), contentHash), shape, fileName),
      ),
    );
    return Buffer.concat(decoded);
  }
}
