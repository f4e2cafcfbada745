import { expect, test } from 'vitest';
import { parseDeviceList } from '../../../../engine/backends/cuda-devices.ts';

test('the driver’s list of GPUs becomes devices with the ids that CUDA takes', () => {
  const listed = 'GPU-8f2c, 24564, NVIDIA GeForce RTX 4090\r\nGPU-11aa, [N/A], Tesla, odd name\n\n';
  expect(parseDeviceList(listed)).toEqual([
    { id: 'GPU-8f2c', name: 'NVIDIA GeForce RTX 4090', memoryBytes: 24564 * 2 ** 20 },
    { id: 'GPU-11aa', name: 'Tesla, odd name', memoryBytes: null },
  ]);
});

test('what is no list of GPUs is an empty one', () => {
  expect(parseDeviceList('')).toEqual([]);
  expect(parseDeviceList('No devices were found\n')).toEqual([]);
});
