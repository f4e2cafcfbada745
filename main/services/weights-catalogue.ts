import { readFileSync } from 'node:fs';
import { isBackbone, widthOf } from '../../common/domain/model-spec.ts';
import type { ModelSpec } from '../../common/domain/model-spec.ts';
import { PublishedCatalogue, publishedFor } from '../../common/domain/weights.ts';
import type { PublishedWeights } from '../../common/domain/weights.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { WeightsHashes } from './weights-files.ts';

/** A network that starts from ImageNet weights. */
export interface WeightsNeed {
  readonly architecture: string;
  readonly alpha: number | null;
}

/** What weights a network is to start from; null where it starts at random. */
export function neededWeights(model: ModelSpec): WeightsNeed | null {
  return isBackbone(model) && model.weights === 'imagenet' ? { architecture: model.architecture, alpha: widthOf(model) } : null;
}

/** The files with ImageNet weights that are published, as facts: names, hashes, addresses, terms. */
export class WeightsCatalogue {
  readonly content: PublishedCatalogue;

  constructor(content: PublishedCatalogue) {
    this.content = content;
  }

  /** The one that comes with the program. */
  static read(path: string): WeightsCatalogue {
    return new WeightsCatalogue(PublishedCatalogue.parse(JSON.parse(readFileSync(path, 'utf8'))));
  }

  /** @throws AppError `not-found` */
  get(file: string): PublishedWeights {
    const found = this.findByName(file);
    if (found === null) throw new AppError('not-found', `No published file with the name ${file} is known.`);
    return found;
  }

  findByName(file: string): PublishedWeights | null {
    return this.content.files.find((candidate) => candidate.file === file) ?? null;
  }

  /** The published file that has exactly this content. */
  findByHash(hashes: WeightsHashes): PublishedWeights | null {
    return this.content.files.find(({ hash }) => hash !== null && hash.value === hashes[hash.kind]) ?? null;
  }

  findFor(need: WeightsNeed): PublishedWeights | null {
    return publishedFor(this.content.files, need);
  }
}
