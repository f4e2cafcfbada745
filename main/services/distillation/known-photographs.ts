import type { SplitGrouping } from '../../../common/domain/dataset.ts';
import type { PhotographOrigin } from '../../database/repositories/photograph-repository.ts';

/** What tells that two photographs show the same thing, also where they lie in different datasets. */
export type Recognisable = Pick<PhotographOrigin, 'imageId' | 'lesionId' | 'contentHash'>;

/**
 * Photographs that some network has seen. Another one is known where it has the bytes, the image id or the lesion id of one of them. Equal ids count in different
 * datasets too: the archives' ids are the same wherever a photograph was copied to, and a wrong suspicion costs less than a leak.
 */
export class KnownPhotographs {
  readonly #grouping: SplitGrouping;
  readonly #keys = new Set<string>();

  /** @param grouping of the split in question: where that divides lesions anyway, only photographs themselves are told apart */
  constructor(grouping: SplitGrouping) {
    this.#grouping = grouping;
  }

  add(photographs: readonly Recognisable[]): void {
    for (const photograph of photographs) for (const key of this.#keysOf(photograph)) this.#keys.add(key);
  }

  has(photograph: Recognisable): boolean {
    return this.#keysOf(photograph).some((key) => this.#keys.has(key));
  }

  #keysOf({ contentHash, imageId, lesionId }: Recognisable): string[] {
    const ofPhotograph = [`bytes ${contentHash}`, `image ${imageId}`];
    return this.#grouping === 'lesion' && lesionId !== null ? [...ofPhotograph, `lesion ${lesionId}`] : ofPhotograph;
  }
}
