import type { Part } from '../../common/domain/dataset.ts';
import { SeededRandom } from '../../common/domain/random.ts';

export interface SplitItem {
  readonly id: number;
  /** What must stay together: the lesion, joined with its duplicates. */
  readonly group: string;
  /** Diagnosis. */
  readonly label: string;
}

export interface SplitOptions {
  readonly seed: number;
  /** Shares of the photographs, 0 to 1; the rest trains. */
  readonly validationShare: number;
  readonly testShare: number;
}

interface Group {
  readonly key: string;
  readonly ids: number[];
}

/**
 * Splits photographs into three parts, whole groups at a time, each diagnosis by itself, so that every part has about its share of every diagnosis.
 * A diagnosis with at least three groups is in every part that was given a share; one with two is in the training and test parts.
 * The result depends on the seed and the items, not on their order.
 */
export function splitByLesion(items: readonly SplitItem[], options: SplitOptions): Map<number, Part> {
  const parts = new Map<number, Part>();
  // What one diagnosis got too many or too few, because groups are whole, the next one makes up for.
  const owed = { validation: 0, test: 0 };
  for (const [label, groups] of groupsByLabel(items)) {
    new SeededRandom(options.seed, 'split', label).shuffle(groups);
    const total = groups.reduce((count, group) => count + group.ids.length, 0);
    const wanted = { test: options.testShare * total, validation: options.validationShare * total };
    const rest = { groups };
    for (const part of ['test', 'validation'] as const) {
      if (wanted[part] === 0) continue;
      const mustKeep = part === 'test' && groups.length > 2 && wanted.validation > 0 ? 2 : 1;
      const taken = takeGroups(rest, wanted[part] + owed[part], mustKeep);
      for (const id of taken) parts.set(id, part);
      owed[part] += wanted[part] - taken.length;
    }
    for (const group of rest.groups) for (const id of group.ids) parts.set(id, 'train');
  }
  return parts;
}

/** Takes groups from the front until their photographs come closest to the wish: at least one group, and `mustKeep` groups stay. */
function takeGroups(rest: { groups: Group[] }, wanted: number, mustKeep: number): number[] {
  const taken: number[] = [];
  const kept: Group[] = [];
  for (const [index, group] of rest.groups.entries()) {
    const left = rest.groups.length - index + kept.length;
    const comesCloser = Math.abs(taken.length + group.ids.length - wanted) < Math.abs(taken.length - wanted);
    if (left > mustKeep && (taken.length === 0 || comesCloser)) taken.push(...group.ids);
    else kept.push(group);
  }
  rest.groups = kept;
  return taken;
}

/** Every group under the diagnosis that most of its photographs have, in an order that does not depend on the items'. */
function groupsByLabel(items: readonly SplitItem[]): [string, Group[]][] {
  const byLabel = new Map<string, Group[]>();
  const byGroup = [...Map.groupBy(items, (item) => item.group)].sort(([a], [b]) => compare(a, b));
  for (const [key, members] of byGroup) {
    const label = mostFrequentLabel(members);
    const groups = byLabel.get(label) ?? [];
    byLabel.set(label, groups);
    groups.push({ key, ids: members.map((member) => member.id) });
  }
  return [...byLabel].sort(([a], [b]) => compare(a, b));
}

function mostFrequentLabel(members: readonly SplitItem[]): string {
  const counted = [...Map.groupBy(members, (member) => member.label)].map(([label, ofLabel]) => ({ label, count: ofLabel.length }));
  counted.sort((a, b) => b.count - a.count || compare(a.label, b.label));
  return counted[0]?.label ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
