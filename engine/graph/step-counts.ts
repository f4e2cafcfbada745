/** How one step is to go. */
export interface StepOrder {
  /** Learning rate of the update. */
  readonly rate: number;
  /** False: the gradients are kept and make up, with those of the steps after it, one update. */
  readonly isUpdate: boolean;
}

/** What of a training is counted, beside what is computed. */
export interface StepCounts {
  /** Steps made since the start of the run: batches. */
  readonly step: number;
  /** Updates made since then: as many, unless gradients are accumulated. */
  readonly updates: number;
  /** Photographs whose gradients wait for an update. */
  readonly gathered: number;
}

export const noSteps: StepCounts = { step: 0, updates: 0, gathered: 0 };

/** The counts after one more batch. */
export function countStep({ step, updates, gathered }: StepCounts, batchSize: number, isUpdate: boolean): StepCounts {
  return { step: step + 1, updates: updates + (isUpdate ? 1 : 0), gathered: isUpdate ? 0 : gathered + batchSize };
}

/**
 * Share of the new weights in their moving average at an update. As long as few updates were made the average forgets faster, so that it is not the
 * first weights of all that it consists of: it keeps min(decay, u / (u + 9)) after u updates before (TensorFlow's ExponentialMovingAverage with num_updates,
 * one update later: the first average is the weights themselves, as in Keras).
 */
export function averageShare(decay: number, updatesBefore: number): number {
  return 1 - Math.min(decay, updatesBefore / (updatesBefore + 9));
}
