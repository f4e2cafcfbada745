import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * Refuses options that the schema knows and this engine does not carry out, so that none is ever passed over.
 * @throws AppError `invalid-input`
 */
export function checkOptions(options: TrainingOptions): void {
  for (const [name, isAsked] of Object.entries(notCarriedOut(options))) {
    if (!isAsked) continue;
    throw new AppError('invalid-input', `The option ${name} cannot be carried out yet. Nothing was started; choose another one.`, {
      option: name,
    });
  }
}

function notCarriedOut(options: TrainingOptions): Record<string, boolean> {
  return {
    'precision: mixed': options.precision === 'mixed',
    'whenOutOfMemory: halve': options.whenOutOfMemory === 'halve',
  };
}
