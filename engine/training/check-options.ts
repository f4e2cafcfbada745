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
  const { augmentation } = options;
  return {
    'precision: mixed': options.precision === 'mixed',
    'imbalance: balanced-batches': options.imbalance === 'balanced-batches',
    'imbalance: augment-rare': options.imbalance === 'augment-rare',
    'augmentation.rotationDegrees': augmentation.rotationDegrees > 0,
    'augmentation.shift': augmentation.shift > 0,
    'augmentation.zoom': augmentation.zoom > 0,
    'augmentation.shear': augmentation.shear > 0,
    'augmentation.brightness': augmentation.brightness > 0,
    'augmentation.contrast': augmentation.contrast > 0,
    'augmentation.saturation': augmentation.saturation > 0,
    'augmentation.hue': augmentation.hue > 0,
    'augmentation.cutout': augmentation.cutout > 0,
    'augmentation.mixup': augmentation.mixup > 0,
    'augmentation.cutmix': augmentation.cutmix > 0,
    'whenOutOfMemory: halve': options.whenOutOfMemory === 'halve',
  };
}
