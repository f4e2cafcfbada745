import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import type { ImportedWeights } from '../../common/domain/system.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { WeightsRepository } from '../database/repositories/weights-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Workspace } from '../host/workspace.ts';
import { explainDiskFull } from './disk-full.ts';
import type { FolderService } from './folder-service.ts';
import { copyWeights } from './weights-files.ts';

export interface WeightsServiceParts {
  readonly weights: WeightsRepository;
  readonly folders: FolderService;
  readonly engineHost: EngineHost;
  readonly workspace: Workspace;
}

/** Pretrained weights of backbones, copied into the workspace: a run must not depend on a folder that may go away. */
export class WeightsService {
  readonly #parts: WeightsServiceParts;

  constructor(parts: WeightsServiceParts) {
    this.#parts = parts;
  }

  list(): ImportedWeights[] {
    return this.#parts.weights.list();
  }

  /** Weights that are here already are not stored twice. */
  async import(folderId: string, signal: AbortSignal): Promise<ImportedWeights> {
    const { engineHost, folders, weights, workspace } = this.#parts;
    const from = folders.path(folderId);
    const incoming = join(workspace.temporary, randomUUID());
    try {
      await mkdir(incoming);
      const { bytes, sha256 } = await copyWeights(from, incoming);
      const known = weights.findByHash(sha256);
      if (known !== null && existsSync(this.#folder(known.id))) return known;
      const inspected = await engineHost.predicting('auto', (engine) =>
        engine.call('engine.inspectWeights', { folder: incoming }, { signal }),
      );
      if (known !== null) {
        this.#place(incoming, known.id);
        return known;
      }
      const { architecture, alpha, weightCount, hasTop } = inspected;
      return weights.insert({ architecture, alpha, weightCount, hasTop, bytes, sha256, name: basename(from) }, (id) =>
        this.#place(incoming, id),
      );
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Nothing was imported. Free some space and import the weights again.');
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }

  /** Folder with the imported weights that a network starts from; null where it starts at random. @throws AppError `weights-missing` */
  backboneFolder(model: ModelSpec): string | null {
    if (model.architecture !== 'mobilenet-v1' || model.weights === 'random') return null;
    const fitting = this.#parts.weights
      .list()
      .filter(({ architecture, alpha }) => architecture === model.architecture && alpha === model.alpha);
    const found = fitting.map(({ id }) => this.#folder(id)).findLast((folder) => existsSync(join(folder, 'model.json')));
    if (found !== undefined) return found;
    const message =
      `This network starts from ImageNet weights of MobileNet v1 with width ${model.alpha}, which are not imported yet. ` +
      'Import them with: nevus weights import <folder>, or choose random weights or another width.';
    throw new AppError('weights-missing', message, { architecture: model.architecture, alpha: model.alpha });
  }

  /** What lies there without a row is left from an import that failed at its very last step. */
  #place(incoming: string, id: number): void {
    rmSync(this.#folder(id), { recursive: true, force: true });
    renameSync(incoming, this.#folder(id));
  }

  #folder(id: number): string {
    return join(this.#parts.workspace.weights, String(id));
  }
}
