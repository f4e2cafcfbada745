import type { CallInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';

/** Two trials of a very small network: the better one of their first epoch trains two more. */
export function searchConfig(splitId: number): CallInput<HostProtocol, 'searches.start'> {
  return {
    splitId,
    recipeId: 'isic-two-conv',
    name: 'Small search',
    options: { model: { architecture: 'two-conv', imageSize: 16 }, epochs: 3, batchSize: 4, earlyStopping: null },
    space: [
      { kind: 'log', path: 'learningRate', from: 1e-4, to: 1e-2 },
      { kind: 'choice', path: 'optimizer', values: ['adam', 'sgd'] },
    ],
    method: { kind: 'halving', eta: 2, firstRung: 1 },
    trials: 2,
    seed: 5,
  };
}
