import type { Command } from 'commander';
import type { Augmentation } from '../../common/domain/training-config.ts';
import { definedOnly } from './defined-only.ts';

/** What the command line may change of a recipe's augmentation. */
export interface AugmentationOverrides {
  readonly flips?: boolean;
  readonly rotations?: boolean;
  readonly rotateDegrees?: number;
  readonly shift?: number;
  readonly zoom?: number;
  readonly shear?: number;
  readonly brightness?: number;
  readonly contrast?: number;
  readonly saturation?: number;
  readonly hue?: number;
  readonly cutout?: number;
  readonly mixup?: number;
  readonly cutmix?: number;
}

export function addAugmentationOptions(command: Command): Command {
  return command
    .optionsGroup('Random changes of training photographs, instead of what the recipe says (0: none):')
    .option('--flips', 'mirror them')
    .option('--no-flips', 'do not')
    .option('--rotations', 'turn them by quarter turns')
    .option('--no-rotations', 'do not')
    .option('--rotate-degrees <degrees>', 'turn them by up to so many degrees', Number)
    .option('--shift <share>', 'move them by up to this share of the edge', Number)
    .option('--zoom <share>', 'enlarge or shrink them by up to this share', Number)
    .option('--shear <degrees>', 'shear them by up to so many degrees', Number)
    .option('--brightness <share>', 'lighten or darken them by up to this share', Number)
    .option('--contrast <share>', 'change contrast by up to this share', Number)
    .option('--saturation <share>', 'change saturation by up to this share', Number)
    .option('--hue <share>', 'turn the hue by up to this share of the colour circle', Number)
    .option('--cutout <share>', 'blank a square with this share of the edge', Number)
    .option('--mixup <alpha>', 'blend two of them, by shares from Beta(alpha, alpha)', Number)
    .option('--cutmix <alpha>', 'paste a part of another one in, its area from Beta(alpha, alpha)', Number);
}

/** The recipe's augmentation with what was changed, still to be parsed. */
export function changeAugmentation(recipes: Augmentation, { rotateDegrees, ...overrides }: AugmentationOverrides): Record<string, unknown> {
  const { flips, rotations, shift, zoom, shear, brightness, contrast, saturation, hue, cutout, mixup, cutmix } = overrides;
  const geometry = { flips, rotations, rotationDegrees: rotateDegrees, shift, zoom, shear };
  return { ...recipes, ...definedOnly({ ...geometry, brightness, contrast, saturation, hue, cutout, mixup, cutmix }) };
}
