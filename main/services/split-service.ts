import type { ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { Part } from '../../common/domain/dataset.ts';
import type { Dataset, Split, SplitGrouping } from '../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import type { PhotographOrigin, PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SearchRepository } from '../database/repositories/search-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import { splitBySource } from '../datasets/source-parts.ts';
import type { SourcedItem } from '../datasets/source-parts.ts';
import { splitByLesion } from '../datasets/split-by-lesion.ts';
import { foldsOf, splitIntoFolds } from '../datasets/split-into-folds.ts';
import { linkedGroups } from './linked-groups.ts';
import { requireNoLeaks } from './split-leak.ts';
import type { Tell } from './tell.ts';

export interface SplitServiceParts {
  readonly datasets: DatasetRepository;
  readonly photographs: PhotographRepository;
  readonly splits: SplitRepository;
  readonly runs: RunRepository;
  readonly searches: SearchRepository;
  readonly tell: Tell;
}

type CreateInput = ParsedInput<HostProtocol, 'splits.create'>;
type AssignInput = ParsedInput<HostProtocol, 'splits.assign'>;

export class SplitService {
  readonly #parts: SplitServiceParts;

  constructor(parts: SplitServiceParts) {
    this.#parts = parts;
  }

  list(datasetId: number | undefined): Split[] {
    return this.#parts.splits.list(datasetId);
  }

  create(input: CreateInput): Split {
    const dataset = this.#splittable(input.datasetId, input.grouping);
    const photographs = this.#parts.photographs.origins(dataset.id);
    const items = this.#items(dataset, input.grouping, photographs);
    const parts = input.parts === 'source' ? splitBySource(requireSourceParts(dataset, items), input) : splitByLesion(items, input);
    const { seed, grouping } = input;
    const name = input.name === undefined || input.name === '' ? nameOf(input) : input.name;
    return this.#store({ dataset, name, seed, grouping, photographs, parts });
  }

  createFolds(input: ParsedInput<HostProtocol, 'splits.createFolds'>): Split[] {
    if (input.withinSplitId !== undefined) return this.#foldsWithin(this.#parts.splits.get(input.withinSplitId), input);
    const dataset = this.#splittable(input.datasetId, input.grouping);
    const photographs = this.#parts.photographs.origins(dataset.id);
    const { seed, grouping, folds } = input;
    const items = this.#items(dataset, grouping, photographs);
    const name = input.name ?? (grouping === 'lesion' ? `Seed ${seed}` : `Seed ${seed}, by photograph`);
    return splitIntoFolds(items, input).map((parts, fold) =>
      this.#store({ dataset, name: `${name}, fold ${fold + 1} of ${folds}`, seed, grouping, photographs, parts }),
    );
  }

  /** Folds of a split's training part, which know nothing of its other parts. */
  #foldsWithin(split: Split, input: ParsedInput<HostProtocol, 'splits.createFolds'>): Split[] {
    const { seed, folds } = input;
    const { grouping } = split;
    if (split.datasetId !== input.datasetId) {
      throw new AppError(
        'invalid-input',
        `The split ${split.name} is one of another dataset. Name one of the dataset that is to be divided.`,
      );
    }
    const dataset = this.#splittable(split.datasetId, grouping);
    const partOf = new Map(this.#parts.photographs.originsOfSplit(split.id).map(({ id, part }) => [id, part]));
    const photographs = this.#parts.photographs.origins(dataset.id).filter(({ id }) => partOf.has(id));
    const items = this.#items(dataset, grouping, photographs);
    const name = input.name ?? `Within ${split.name}`.slice(0, 100);
    return foldsOf(items, ({ id }) => partOf.get(id) !== 'train', { seed, folds }).map((parts, fold) =>
      this.#store({ dataset, name: `${name}, fold ${fold + 1} of ${folds}`, seed, grouping, photographs, parts, withinSplitId: split.id }),
    );
  }

  assign(input: AssignInput): Split {
    const dataset = this.#splittable(input.datasetId, 'lesion');
    const photographs = this.#parts.photographs.origins(dataset.id);
    const parts = this.#readParts(dataset, photographs, input.parts);
    return this.#store({ dataset, name: input.name, seed: 0, grouping: 'lesion', photographs, parts });
  }

  remove(splitId: number): void {
    const { splits, runs, searches, tell } = this.#parts;
    const split = splits.get(splitId);
    const users = runs.listOfSplit(splitId);
    if (users.length > 0) {
      const names = users.map((run) => run.name).join(', ');
      throw new AppError('conflict', `The split ${split.name} is used by ${names}. Remove these runs first.`, {
        runIds: users.map((run) => run.id),
      });
    }
    const searched = searches.listOfSplit(splitId);
    if (searched.length > 0) {
      const names = searched.map(({ name }) => name).join(', ');
      throw new AppError('conflict', `The split ${split.name} is used by ${names}. Remove what was searched on it first.`, {
        searchIds: searched.map(({ id }) => id),
      });
    }
    splits.remove(splitId);
    tell('datasets.changed', { datasetId: split.datasetId });
  }

  /** @throws AppError `split-leaks` where a lesion of a split by lesions is in two parts after all */
  verify(splitId: number): void {
    const { splits } = this.#parts;
    if (splits.get(splitId).grouping === 'lesion') requireNoLeaks(splits.groups(splitId));
  }

  #items(dataset: Dataset, grouping: SplitGrouping, photographs: readonly PhotographOrigin[]): SourcedItem[] {
    // Where lesions are not known, files with one archive id or the very same bytes are all that is known to show the same.
    const isEachForItself = grouping === 'photograph' && dataset.hasLesionIds;
    const groups = isEachForItself ? new Map(photographs.map(({ id }) => [id, String(id)])) : linkedGroups(photographs);
    return photographs.map(({ id, diagnosis, sourcePart }) => ({ id, group: groups.get(id) ?? '', label: diagnosis, sourcePart }));
  }

  #splittable(datasetId: number, grouping: SplitGrouping): Dataset {
    const dataset = this.#parts.datasets.get(datasetId);
    if (dataset.status !== 'ready') {
      throw new AppError(
        'conflict',
        `The import of ${dataset.name} is not complete. Resume it first, so that no photograph is left out of the split.`,
      );
    }
    if (grouping === 'lesion' && !dataset.hasLesionIds) {
      const reason = 'it does not say which photographs show the same lesion, so a split could leak';
      throw new AppError(
        'not-allowed',
        `${dataset.name} cannot be split by lesion: ${reason}. Evaluate a trained run on the whole of it, or split it by photograph (nevus split --by photograph): every figure of such a split is marked.`,
      );
    }
    return dataset;
  }

  #readParts(dataset: Dataset, photographs: readonly PhotographOrigin[], assigned: AssignInput['parts']): Map<number, Part> {
    const idByImage = new Map(photographs.map(({ imageId, id }) => [imageId, id]));
    const unknown = assigned.filter(({ imageId }) => !idByImage.has(imageId)).map(({ imageId }) => imageId);
    if (unknown.length > 0) {
      const message = `${unknown.length} of the photographs of the split are not in ${dataset.name}: ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ', ...' : ''}. No split was made.`;
      throw new AppError('invalid-input', message, { imageIds: unknown });
    }
    const parts = new Map<number, Part>();
    for (const { imageId, part } of assigned) {
      const id = idByImage.get(imageId) ?? 0;
      const before = parts.get(id);
      if (before !== undefined && before !== part) {
        throw new AppError('invalid-input', `${imageId} is in two parts, ${before} and ${part}. No split was made.`, {
          imageIds: [imageId],
        });
      }
      parts.set(id, part);
    }
    return parts;
  }

  #store(made: {
    readonly dataset: Dataset;
    readonly name: string;
    readonly seed: number;
    readonly grouping: SplitGrouping;
    readonly photographs: readonly PhotographOrigin[];
    readonly parts: ReadonlyMap<number, Part>;
    readonly withinSplitId?: number;
  }): Split {
    const { splits, tell } = this.#parts;
    const { dataset, name, seed, grouping, photographs, parts, withinSplitId } = made;
    const assigned = photographs.filter(({ id }) => parts.has(id));
    const partOf = (photograph: PhotographOrigin): Part => parts.get(photograph.id) ?? 'train';
    if (grouping === 'lesion') {
      requireNoLeaks(
        assigned.flatMap((photograph) => (photograph.lesionId === null ? [] : [{ group: photograph.lesionId, part: partOf(photograph) }])),
      );
    }
    for (const part of ['train', 'validation'] as const) {
      if (!assigned.some((photograph) => partOf(photograph) === part)) {
        throw new AppError(
          'invalid-input',
          `The ${part} part of the split would be empty. ${dataset.name} needs more lesions, or other shares.`,
        );
      }
    }
    const counts = Map.groupBy(assigned, (photograph) => `${partOf(photograph)} ${photograph.diagnosis}`);
    const classCounts = Part.options.flatMap((part) =>
      orderDiagnoses(new Set(assigned.map(({ diagnosis }) => diagnosis)))
        .map((label) => ({ part, label, count: counts.get(`${part} ${label}`)?.length ?? 0 }))
        .filter(({ count }) => count > 0),
    );
    const within = withinSplitId === undefined ? {} : { withinSplitId };
    const split = splits.insert({ datasetId: dataset.id, name, seed, grouping, classCounts, parts, ...within });
    tell('datasets.changed', { datasetId: dataset.id });
    return split;
  }
}

function nameOf({ seed, grouping, parts }: CreateInput): string {
  const kind = parts === 'source' ? 'Publisher’s parts, seed' : 'Seed';
  return grouping === 'lesion' ? `${kind} ${seed}` : `${kind} ${seed}, by photograph`;
}

/** @throws AppError `invalid-input` where the publisher laid no photographs aside for testing */
function requireSourceParts(dataset: Dataset, items: readonly SourcedItem[]): readonly SourcedItem[] {
  if (items.some(({ sourcePart }) => sourcePart === 'test') && items.some(({ sourcePart }) => sourcePart === 'train')) return items;
  throw new AppError('invalid-input', `${dataset.name} has no parts of its own (folders Train and Test). Split it at random.`);
}
