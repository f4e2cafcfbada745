import type { Distillation } from '../../../common/domain/distillation.ts';
import type { KnownPhotographs, Recognisable } from './known-photographs.ts';

/** A network of a teacher, and the photographs that its weights were learned from. */
export interface TeachingNetwork {
  readonly runId: number;
  readonly trainedOn: KnownPhotographs;
}

export interface TeachingPlan {
  /** For each photograph of the training part the places, in the list of networks, of those that answer for it: one at least. */
  readonly answering: readonly (readonly number[])[];
  /** Photographs for which only networks answer that were not trained on them. */
  readonly outOfFoldCount: number;
}

/**
 * Who answers for which photograph. A network that was trained on a photograph knows its diagnosis by heart and says nothing of what it might be taken for; so
 * those that were not are asked wherever there are some (cross-fitting: Dao et al. 2021, arXiv 2104.09732).
 */
export function planTeaching(
  networks: readonly TeachingNetwork[],
  photographs: readonly Recognisable[],
  targets: Distillation['targets'],
): TeachingPlan {
  const all = networks.map((_, index) => index);
  let outOfFoldCount = 0;
  const answering = photographs.map((photograph) => {
    const fresh = all.filter((index) => networks[index]?.trainedOn.has(photograph) === false);
    const asked = targets === 'out-of-fold' && fresh.length > 0 ? fresh : all;
    if (asked.length === fresh.length) outOfFoldCount++;
    return asked;
  });
  return { answering, outOfFoldCount };
}

/** Photographs of the validation part on which a network was trained that answers for others. */
export function countTrainedOn(
  networks: readonly TeachingNetwork[],
  { answering }: TeachingPlan,
  validation: readonly Recognisable[],
): number {
  const asked = [...new Set(answering.flat())].flatMap((index) => networks[index] ?? []);
  return validation.filter((photograph) => asked.some(({ trainedOn }) => trainedOn.has(photograph))).length;
}
