import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { TrainingConfig } from '../../common/domain/training-config.ts';

/** A training of the small network that takes seconds; with many epochs, one that does not end by itself. */
export async function trainingConfig(caller: Caller<HostProtocol>, splitId: number, epochs: number): Promise<TrainingConfig> {
  const { recipes } = await caller.call('recipes.list', {});
  const recipe = recipes.find(({ id }) => id === 'hmnist-cnn')!;
  return { splitId, recipeId: recipe.id, options: { ...recipe.options, epochs, batchSize: 16, earlyStopping: null } };
}
