// Run by saved-model.test.ts in a process of its own, which it kills: writes one network after the other into the folder of its first argument.
import { HmnistCnnSpec } from '../../../common/domain/model-spec.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { buildNetwork } from '../../../engine/models/build-network.ts';
import { saveModel } from '../../../engine/models/saved-model.ts';

await loadBackend('wasm');
const network = buildNetwork(HmnistCnnSpec.parse({ architecture: 'hmnist-cnn' }), 3, 1);
const { weightCount, spec } = network;
for (let bestEpoch = 1; ; bestEpoch++) {
  const facts = {
    formatVersion: 1 as const,
    classes: ['a', 'b', 'c'],
    model: spec,
    resizeMode: 'stretch' as const,
    weightCount,
    bestEpoch,
  };
  await saveModel(process.argv[2]!, network.model, facts);
  if (bestEpoch === 1) process.stdout.write('saved\n');
}
