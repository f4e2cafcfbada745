import type { Part } from '../../common/domain/dataset.ts';
import type { SplitItem, SplitOptions } from './split-by-lesion.ts';
import { splitByLesion } from './split-by-lesion.ts';

export interface SourcedItem extends SplitItem {
  readonly sourcePart: Part | null;
}

/**
 * Parts as the publisher laid them: his test part, his validation part or a share of the rest. Photographs outside his test part whose group is also in
 * it are left out (they have no part in the result), and so are those that he put into no part.
 */
export function splitBySource(items: readonly SourcedItem[], options: Pick<SplitOptions, 'seed' | 'validationShare'>): Map<number, Part> {
  const groupsOf = (part: Part): Set<string> => new Set(items.filter(({ sourcePart }) => sourcePart === part).map(({ group }) => group));
  const tested = groupsOf('test');
  const validated = groupsOf('validation');
  const parts = new Map<number, Part>();
  for (const { id, sourcePart } of items) if (sourcePart === 'test') parts.set(id, 'test');
  const learnable = items.filter(({ group, sourcePart }) => sourcePart !== null && sourcePart !== 'test' && !tested.has(group));
  if (validated.size === 0) {
    for (const [id, part] of splitByLesion(learnable, { ...options, testShare: 0 })) parts.set(id, part);
    return parts;
  }
  for (const { id, group, sourcePart } of learnable) {
    if (sourcePart === 'validation') parts.set(id, 'validation');
    else if (!validated.has(group)) parts.set(id, 'train');
  }
  return parts;
}
