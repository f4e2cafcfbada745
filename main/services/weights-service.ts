import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import type { CheckedWeights, ImportedWeights, MissingWeights, PublishedCatalogue } from '../../common/domain/weights.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { WeightsRepository } from '../database/repositories/weights-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Workspace } from '../host/workspace.ts';
import { Throttle } from '../jobs/throttle.ts';
import { explainDiskFull } from './disk-full.ts';
import type { FolderService } from './folder-service.ts';
import type { RecipeService } from './recipe-service.ts';
import type { Tell } from './tell.ts';
import { neededWeights } from './weights-catalogue.ts';
import type { WeightsCatalogue, WeightsNeed } from './weights-catalogue.ts';
import { downloadPublished } from './weights-download.ts';
import { takeWeights } from './weights-files.ts';
import { weightsMissing } from './weights-words.ts';

export interface WeightsServiceParts {
  readonly weights: WeightsRepository;
  readonly folders: FolderService;
  readonly recipes: Pick<RecipeService, 'list'>;
  readonly engineHost: EngineHost;
  readonly catalogue: WeightsCatalogue;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

/** Where weights came from, as far as is known when they are imported. */
type Origin = Pick<ImportedWeights, 'name' | 'source'>;

const progressIntervalMs = 250;

/** Pretrained weights of backbones, copied into the workspace: a run must not depend on a file that may go away. */
export class WeightsService {
  readonly #parts: WeightsServiceParts;
  readonly #fetching = new Set<string>();

  constructor(parts: WeightsServiceParts) {
    this.#parts = parts;
  }

  list(): ImportedWeights[] {
    return this.#parts.weights.list();
  }

  published(): PublishedCatalogue {
    return this.#parts.catalogue.content;
  }

  /** What recipes start from and is not here. */
  async missing(): Promise<MissingWeights[]> {
    const { catalogue, recipes } = this.#parts;
    const missing = new Map<string, MissingWeights & { recipes: string[] }>();
    for (const { title, options } of await recipes.list()) {
      const need = neededWeights(options.model);
      if (need === null || this.#find(need) !== undefined) continue;
      const key = JSON.stringify(need);
      const known = missing.get(key) ?? { ...need, recipes: [], published: catalogue.findFor(need) };
      known.recipes.push(title);
      missing.set(key, known);
    }
    return [...missing.values()];
  }

  /** Weights that are here already are not stored twice. */
  async import(folderId: string, signal: AbortSignal): Promise<ImportedWeights> {
    const from = this.#parts.folders.path(folderId);
    return this.#store(from, { name: basename(from), source: `Imported from ${basename(from)}` }, signal);
  }

  /** Recognises weights and looks whether they are a published file, byte for byte. Nothing is stored. */
  async check(folderId: string, signal: AbortSignal): Promise<CheckedWeights> {
    const { catalogue, engineHost, folders } = this.#parts;
    const path = folders.path(folderId);
    const name = basename(path);
    const { bytes, sha256, md5 } = await takeWeights(path, null, signal);
    const inspected = await engineHost.predicting('auto', (engine) => engine.call('engine.inspectWeights', { folder: path }, { signal }));
    const same = catalogue.findByHash({ sha256, md5 });
    const namesake = catalogue.findByName(name);
    const isChanged = same === null && namesake !== null && namesake.hash !== null;
    const verdict = same === null ? (isChanged ? 'changed' : 'unknown') : 'published';
    return { ...inspected, name, bytes, sha256, verdict, publishedFile: same?.file ?? namesake?.file ?? null };
  }

  /** Runs keep what they were trained to; one that is paused needs the weights when it goes on. */
  remove(weightsId: number): void {
    const { weights, tell } = this.#parts;
    if (!weights.remove(weightsId)) throw new AppError('not-found', 'These weights are not here any more.');
    rmSync(this.#folder(weightsId), { recursive: true, force: true });
    tell('weights.changed', {});
  }

  /** The only time that Nevus uses the network: the user asked for this file, and saw from where. */
  async fetch(file: string, signal: AbortSignal): Promise<ImportedWeights> {
    const { catalogue, tell, workspace } = this.#parts;
    const published = catalogue.get(file);
    if (this.#fetching.has(file)) throw new AppError('conflict', `${file} is being fetched already.`);
    this.#fetching.add(file);
    const throttle = new Throttle<{ done: number; total: number | null }>(progressIntervalMs, (progress) =>
      tell('weights.fetchProgressed', { file, ...progress }),
    );
    const folder = join(workspace.weights, 'partial');
    try {
      const onProgress = (done: number, total: number | null): void => throttle.push({ done, total });
      const partial = await downloadPublished(published, folder, { signal, onProgress });
      throttle.flush();
      const whole = join(workspace.temporary, file);
      await rename(partial, whole);
      try {
        return await this.#store(whole, { name: file, source: published.address }, signal);
      } finally {
        await rm(whole, { force: true });
      }
    } catch (thrown) {
      throw explainDiskFull(thrown, 'What was fetched so far is kept. Free some space and fetch the file again: it goes on from there.');
    } finally {
      this.#fetching.delete(file);
    }
  }

  /** Folder with the imported weights that a network starts from; null where it starts at random. @throws AppError `weights-missing` */
  backboneFolder(model: ModelSpec): string | null {
    const need = neededWeights(model);
    if (need === null) return null;
    const found = this.#find(need);
    if (found !== undefined) return found;
    throw weightsMissing(need, this.#parts.catalogue.findFor(need));
  }

  async #store(from: string, origin: Origin, signal: AbortSignal): Promise<ImportedWeights> {
    const { catalogue, engineHost, tell, weights, workspace } = this.#parts;
    const incoming = join(workspace.temporary, randomUUID());
    try {
      await mkdir(incoming);
      const { bytes, sha256, md5 } = await takeWeights(from, incoming, signal);
      const known = weights.findByHash(sha256);
      if (known !== null && this.#isHere(known.id)) return known;
      const inspected = await engineHost.predicting('auto', (engine) =>
        engine.call('engine.inspectWeights', { folder: incoming }, { signal }),
      );
      if (known !== null) {
        this.#place(incoming, known.id);
        return known;
      }
      const published = catalogue.findByHash({ sha256, md5 }) ?? this.#fetched(origin);
      const facts = { licence: published?.licence ?? null, publishedFile: published?.file ?? null };
      const stored = weights.insert({ ...inspected, ...origin, ...facts, bytes, sha256 }, (id) => this.#place(incoming, id));
      tell('weights.changed', {});
      return stored;
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Nothing was imported. Free some space and import the weights again.');
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }

  /** A file whose publisher gives no hash is known by where it was fetched from. */
  #fetched({ source }: Origin): PublishedCatalogue['files'][number] | null {
    return this.#parts.catalogue.content.files.find(({ address }) => address === source) ?? null;
  }

  #find({ architecture, alpha }: WeightsNeed): string | undefined {
    const found = this.#parts.weights
      .list()
      .findLast((entry) => entry.architecture === architecture && entry.alpha === alpha && this.#isHere(entry.id));
    return found === undefined ? undefined : this.#folder(found.id);
  }

  #isHere(id: number): boolean {
    return existsSync(this.#folder(id)) && readdirSync(this.#folder(id)).length > 0;
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
