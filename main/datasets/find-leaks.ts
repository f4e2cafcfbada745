import { Part } from '../../common/domain/dataset.ts';

export interface Leak {
  readonly group: string;
  /** The parts that share it, two or three, in the order train, validation, test. */
  readonly parts: Part[];
}

/** Groups (lesions) that have photographs in more than one part, sorted by name. Empty: the split does not leak. */
export function findLeaks(items: readonly { readonly group: string; readonly part: Part }[]): Leak[] {
  const leaks: Leak[] = [];
  for (const [group, members] of Map.groupBy(items, (item) => item.group)) {
    const parts = Part.options.filter((part) => members.some((member) => member.part === part));
    if (parts.length > 1) leaks.push({ group, parts });
  }
  return leaks.sort((a, b) => (a.group < b.group ? -1 : 1));
}
