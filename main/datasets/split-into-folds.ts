import type { Part } from '../../common/domain/dataset.ts';
import { SeededRandom } from '../../common/domain/random.ts';
import { splitByLesion } from './split-by-lesion.ts';
import type { SplitItem } from './split-by-lesion.ts';

/**
 * Splits photographs for grouped, stratified k-fold cross-validation (Kohavi 1995): a test part, the same for all, and k equal shares of the rest, each of
 * which validates once while the others train. Whole groups, each diagnosis by itself. The result depends on the seed and the items, not on their
 * order.
 * @returns the parts of each fold
 */
export function splitIntoFolds(
  items: readonly SplitItem[],
  options: { readonly seed: number; readonly folds: number; readonly testShare: number },
): Map<number, Part>[] {
  const { seed, folds, testShare } = options;
  const tested = splitByLesion(items, { seed, testShare, validationShare: 0 });
  return foldsOf(items, ({ id }) => tested.get(id) === 'test', { seed, folds });
}

/** The same where it is known which photographs are for testing: whole groups. */
export function foldsOf(
  items: readonly SplitItem[],
  isTest: (item: SplitItem) => boolean,
  { seed, folds }: { readonly seed: number; readonly folds: number },
): Map<number, Part>[] {
  const foldOf = dealGroups(
    items.filter((item) => !isTest(item)),
    folds,
    seed,
  );
  return Array.from({ length: folds }, (_, fold) => {
    const partOf = (item: SplitItem): Part => (isTest(item) ? 'test' : foldOf.get(item.group) === fold ? 'validation' : 'train');
    return new Map(items.map((item) => [item.id, partOf(item)]));
  });
}

/** Fold of each group: dealt from large to small, each to the fold that has the fewest photographs of its diagnosis, then the fewest of all. */
function dealGroups(items: readonly SplitItem[], folds: number, seed: number): Map<string, number> {
  const foldOf = new Map<string, number>();
  const totals = new Array<number>(folds).fill(0);
  const byLabel = Map.groupBy([...groupsOf(items)], ([, { label }]) => label);
  for (const [label, groups] of [...byLabel].sort(([a], [b]) => compare(a, b))) {
    const ofLabel = new Array<number>(folds).fill(0);
    const dealt = new SeededRandom(seed, 'folds', label).shuffle(groups.sort(([a], [b]) => compare(a, b)));
    for (const [group, { size }] of dealt.sort(([, a], [, b]) => b.size - a.size)) {
      const fold = smallest(folds, (index) => [ofLabel[index] ?? 0, totals[index] ?? 0]);
      foldOf.set(group, fold);
      ofLabel[fold] = (ofLabel[fold] ?? 0) + size;
      totals[fold] = (totals[fold] ?? 0) + size;
    }
  }
  return foldOf;
}

/** Each group under the diagnosis of its first photograph by id; photographs of a lesion seldom differ. */
function groupsOf(items: readonly SplitItem[]): Map<string, { readonly label: string; readonly size: number }> {
  const groups = Map.groupBy(
    [...items].sort((a, b) => a.id - b.id),
    ({ group }) => group,
  );
  return new Map([...groups].map(([group, members]) => [group, { label: members[0]?.label ?? '', size: members.length }]));
}

function smallest(count: number, keyOf: (index: number) => readonly [number, number]): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    const [a, b] = keyOf(index);
    const [bestA, bestB] = keyOf(best);
    if (a < bestA || (a === bestA && b < bestB)) best = index;
  }
  return best;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
