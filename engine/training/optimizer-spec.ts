import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { adamDefaults, rmspropDefaults } from '../graph/optimizers.ts';
import type { OptimizerSpec } from '../graph/optimizers.ts';

/** The optimizer that options name, with all its numbers. */
export function optimizerSpec(options: Pick<TrainingOptions, 'optimizer' | 'momentum' | 'nesterov' | 'weightDecay'>): OptimizerSpec {
  const { weightDecay } = options;
  switch (options.optimizer) {
    case 'adam':
    case 'adamw':
      return { kind: 'adam', ...adamDefaults, weightDecay };
    case 'sgd':
      return { kind: 'sgd', momentum: options.momentum, nesterov: options.nesterov, weightDecay };
    case 'rmsprop':
      return { kind: 'rmsprop', ...rmspropDefaults, weightDecay };
  }
}
