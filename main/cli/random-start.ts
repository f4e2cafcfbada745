import type { Recipe } from '../../common/domain/recipe.ts';
import { isBackbone } from '../../common/domain/model-spec.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';

/** What to expect where a recipe is meant to start from ImageNet weights and was told to start from random ones; null where it was not. */
export function warnOfRandomStart({ id, options: { model: meant } }: Recipe, { model }: TrainingOptions): string | null {
  if (!isBackbone(meant) || !isBackbone(model) || meant.weights === 'random' || model.weights === 'imagenet') return null;
  const warning = `${id} is meant to start from ImageNet weights. From random ones it needs far more photographs and epochs, and what it reaches says nothing about the recipe.`;
  if (model.trainable === 'all') return warning;
  const frozen = model.trainable === 'head' ? 'whole backbone' : `part before ${model.trainable.from}`;
  return `${warning} Its ${frozen} stays frozen at random weights: --trainable all trains every layer.`;
}
