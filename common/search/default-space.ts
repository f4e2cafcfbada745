import { isBackbone } from '../domain/model-spec.ts';
import type { SearchDimension, SearchSpace } from '../domain/search.ts';
import type { TrainingOptions } from '../domain/training-config.ts';

/** What is worth searching first for such a training: rate and regularisation, the head's width, and how rare diagnoses are met. */
export function defaultSpace(options: TrainingOptions): SearchSpace {
  const { model, learningRate, weightDecay, loss } = options;
  const space: SearchDimension[] = [
    { kind: 'log', path: 'learningRate', from: rounded(learningRate / 10), to: rounded(Math.min(10, learningRate * 10)) },
    { kind: 'log', path: 'weightDecay', from: 1e-5, to: Math.max(0.1, weightDecay) },
    { kind: 'linear', path: 'labelSmoothing', from: 0, to: 0.2 },
  ];
  if ('dropout' in model) space.push({ kind: 'linear', path: 'model.dropout', from: 0, to: 0.6 });
  if (isBackbone(model)) space.push({ kind: 'choice', path: 'model.denseUnits', values: [[], [64], [128], [256]] });
  if (loss !== 'logit-adjusted') {
    space.push({ kind: 'choice', path: 'imbalance', values: ['class-weights', 'inverse-root', 'effective-number', 'balanced-batches'] });
  }
  return space;
}

/** Without the last digits that a division leaves behind. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
