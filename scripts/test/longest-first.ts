import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Folders whose files take longest, as what starts Keras or engines does: begun last, one of them would keep a single core busy at the end. */
const SLOW = ['/test/parity/', '/test/integration/'];

function placeOf({ moduleId }: TestSpecification): number {
  const place = SLOW.findIndex((folder) => moduleId.includes(folder));
  return place === -1 ? SLOW.length : place;
}

/** The order of the test files. Vitest's own knows the time of each from the last run, which a fresh clone has not had. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
