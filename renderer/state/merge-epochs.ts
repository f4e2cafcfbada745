import type { EpochDetail } from '../../common/contract/run-calls.ts';

/** In order, each epoch once; what was heard live wins over what was stored. */
export function mergeEpochs(stored: readonly EpochDetail[], live: readonly EpochDetail[]): EpochDetail[] {
  const byNumber = new Map([...stored, ...live].map((epoch) => [epoch.record.epoch, epoch]));
  return [...byNumber.values()].sort((a, b) => a.record.epoch - b.record.epoch);
}
