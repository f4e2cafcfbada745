import { expect, it } from 'vitest';
import { enginePackages } from '../../../scripts/setup/engine-packages.ts';

it('pins every wheel by a SHA-256', () => {
  const cuda = enginePackages('linux', 'x64', 'cuda')!;
  const wheels = [
    cuda.tensorflow,
    ...cuda.nvidia,
    enginePackages('linux', 'arm64', 'cpu')!.tensorflow,
    enginePackages('darwin', 'arm64', 'cpu')!.tensorflow,
  ];
  for (const { sha256 } of wheels) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(wheels.map(({ sha256 }) => sha256)).size).toBe(wheels.length);
});

it('takes CUDA’s libraries for the CUDA variant only', () => {
  expect(enginePackages('linux', 'x64', 'cpu')?.nvidia).toEqual([]);
  expect(enginePackages('linux', 'x64', 'cuda')?.nvidia.map(({ package: name }) => name)).toContain('nvidia-cudnn-cu12');
});

it('knows where TensorFlow cannot be had', () => {
  expect(enginePackages('win32', 'x64', 'cpu')).toBeNull();
  expect(enginePackages('darwin', 'arm64', 'cuda')).toBeNull();
  expect(enginePackages('darwin', 'x64', 'cpu')).toBeNull();
});
