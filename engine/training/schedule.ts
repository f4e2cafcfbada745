import type { LearningRateSchedule, TrainingOptions } from '../../common/domain/training-config.ts';

/**
 * The learning rate at one moment of a run: that of the first stage while it lasts; afterwards the schedule runs over the epochs that are left.
 * - `step`: rate x factor^(whole epochs done / everyEpochs, rounded down) (Keras's ExponentialDecay, staircase).
 * - `cosine`: rate x ((1 - finalShare) (1 + cos(pi t)) / 2 + finalShare), t = share of the epochs after the warm-up that is done (Loshchilov and Hutter 2017,
 *   arXiv 1608.03983, equation 5 with one cycle; Keras's CosineDecay); in the warm-up rate x epochs done / warmupEpochs (Goyal et al. 2017, arXiv 1706.02677).
 * @param epochsDone epochs since the start of the run, with fractions
 */
export function learningRateAt(
  { learningRate, schedule, epochs, headFirst }: Pick<TrainingOptions, 'learningRate' | 'schedule' | 'epochs' | 'headFirst'>,
  epochsDone: number,
): number {
  if (headFirst === null) return scheduledRate(learningRate, schedule, epochs, epochsDone);
  if (epochsDone < headFirst.epochs) return headFirst.learningRate;
  return scheduledRate(learningRate, schedule, epochs - headFirst.epochs, epochsDone - headFirst.epochs);
}

function scheduledRate(learningRate: number, schedule: LearningRateSchedule, epochs: number, epochsDone: number): number {
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'step':
      return learningRate * schedule.factor ** Math.floor(epochsDone / schedule.everyEpochs);
    case 'cosine': {
      const { warmupEpochs, finalShare } = schedule;
      if (epochsDone < warmupEpochs) return (learningRate * epochsDone) / warmupEpochs;
      const share = Math.min(1, (epochsDone - warmupEpochs) / (epochs - warmupEpochs));
      return learningRate * (((1 - finalShare) * (1 + Math.cos(Math.PI * share))) / 2 + finalShare);
    }
  }
}

/**
 * The moment of a batch: the middle of the time that it takes up, so that a run neither begins nor ends with an update at a rate of 0.
 * @param epoch from 1
 * @param batch from 1
 */
export function momentOfBatch(epoch: number, batch: number, batchCount: number): number {
  return epoch - 1 + (batch - 0.5) / batchCount;
}
