import type { Part, SplitGrouping } from '../../../common/domain/dataset.ts';
import type { Run } from '../../../common/domain/run.ts';
import type { PhotographOrigin, PhotographRepository } from '../../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import { KnownPhotographs } from './known-photographs.ts';

type Placed = PhotographOrigin & { readonly part: Part };

/** What went into runs: their own photographs, those of the runs that an ensemble is made of, those of their teachers, and so on. Reads each split once. */
export class Lineage {
  readonly #runs: RunRepository;
  readonly #photographs: PhotographRepository;
  readonly #splits = new Map<number, readonly Placed[]>();
  readonly #known = new Map<string, KnownPhotographs>();

  constructor(runs: RunRepository, photographs: PhotographRepository) {
    this.#runs = runs;
    this.#photographs = photographs;
  }

  /** The splits that a run and all that went into it were trained on, in ascending order. */
  splitIds(run: Run): number[] {
    // What an ensemble's row says of a split is its first member's.
    const taught = this.#ancestry(run).filter(({ members }) => members === null);
    return [...new Set(taught.map(({ splitId }) => splitId))].sort((one, other) => one - other);
  }

  /** Photographs of these parts of the splits of a run and of all that went into it. */
  known(run: Run, parts: readonly Part[], grouping: SplitGrouping): KnownPhotographs {
    const splitIds = this.splitIds(run);
    const key = JSON.stringify([splitIds, parts, grouping]);
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const known = new KnownPhotographs(grouping);
    for (const splitId of splitIds) known.add(this.part(splitId, parts));
    this.#known.set(key, known);
    return known;
  }

  /** Photographs of some parts of a split, in the order of their import. */
  part(splitId: number, parts: readonly Part[]): readonly Placed[] {
    const all = this.#splits.get(splitId) ?? this.#photographs.originsOfSplit(splitId);
    this.#splits.set(splitId, all);
    return all.filter(({ part }) => parts.includes(part));
  }

  /** The run, its members, its teacher, and theirs: each once. */
  #ancestry(run: Run): Run[] {
    const found = new Map<number, Run>();
    const visit = (one: Run): void => {
      if (found.has(one.id)) return;
      found.set(one.id, one);
      const others = [...(one.members ?? []), ...(one.teacher === null ? [] : [one.teacher.runId])];
      for (const id of others) visit(this.#runs.get(id));
    };
    visit(run);
    return [...found.values()];
  }
}
