import { beforeAll, expect, test } from 'vitest';
import { ModelSpec } from '../../../../common/domain/model-spec.ts';
import { checkLargestTensor } from '../../../../engine/backends/check-largest-tensor.ts';
import { loadBackend } from '../../../../engine/backends/load-backend.ts';
import { buildNetwork } from '../../../../engine/models/build-network.ts';

beforeAll(async () => {
  await loadBackend('wasm');
});

/** The largest layer of the network has 28 x 28 x 16 numbers of 4 bytes for each photograph. */
const rowBytes = 28 * 28 * 16 * 4;

test.for([
  [8 * rowBytes, 8],
  [null, 100_000],
] as const)('buffers of %j bytes take a batch of %i', ([largestTensorBytes, batchSize]) => {
  const network = buildNetwork(ModelSpec.parse({ architecture: 'hmnist-cnn' }), 7, 1);
  expect(() => checkLargestTensor(network.trained, batchSize, { label: 'A GPU', largestTensorBytes })).not.toThrow();
  network.dispose();
});

test('a batch that is too large is refused with the size that fits', () => {
  const network = buildNetwork(ModelSpec.parse({ architecture: 'hmnist-cnn' }), 7, 1);
  const check = (largestTensorBytes: number) => (): void => checkLargestTensor(network.trained, 9, { label: 'A GPU', largestTensorBytes });
  expect(check(8 * rowBytes + 5)).toThrow(
    /^A batch of 9 photographs is too large for A GPU: .* batch size of 8 at most, or another engine\.$/,
  );
  expect(check(rowBytes - 1)).toThrow(/Choose smaller images or a smaller network, or another engine\.$/);
  network.dispose();
});
