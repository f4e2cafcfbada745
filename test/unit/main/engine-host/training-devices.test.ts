import { expect, test } from 'vitest';
import type { EngineDevice } from '../../../../common/contract/engine-protocol.ts';
import { TrainingDevices } from '../../../../main/engine-host/training-devices.ts';

const gpus: EngineDevice[] = ['GPU-a', 'GPU-b'].map((id) => ({ id, name: 'A GPU', memoryBytes: null }));

test('nothing trains before the devices are known; then each of several GPUs is one', async () => {
  const devices = new TrainingDevices(() => Promise.resolve(gpus));
  expect(devices.lanes('tensorflow')).toEqual([]);
  await devices.find();
  const lanes = devices.lanes('tensorflow');
  expect(lanes.map((lane) => devices.deviceId(lane))).toEqual(['GPU-a', 'GPU-b']);
  expect(devices.lanes('wasm')).toEqual(['wasm']);
  expect(devices.deviceId('wasm')).toBeUndefined();
});

test('GPUs are no choice for a TensorFlow that computes on the processor, and one alone is none', async () => {
  const several = new TrainingDevices(() => Promise.resolve(gpus));
  await several.find();
  several.learn('tensorflow', 'cpu');
  expect(several.lanes('tensorflow')).toEqual(['tensorflow']);
  const single = new TrainingDevices(() => Promise.resolve(gpus.slice(0, 1)));
  await single.find();
  expect(single.lanes('tensorflow')).toEqual(['tensorflow']);
});
