import { ready, setBackend, version_core as version } from '@tensorflow/tfjs-core';
import { AppError } from '../../common/errors/app-error.ts';
import type { FoundBackend } from './backend.ts';
import { registerTileGradient } from './tile-gradient.ts';
import { registerWasmKernels } from './wasm-kernels.ts';

const description = {
  kind: 'wasm',
  label: `WebAssembly ${version}, CPU (one thread)`,
  version,
  device: 'CPU',
  deviceKind: 'cpu',
  devices: [],
  // A WebAssembly memory of 32-bit addresses has 4 GB; TensorFlow.js asks for 2 at most.
  largestTensorBytes: 2 ** 31 - 1,
  skipped: [],
} as const;

/** TensorFlow.js compiled to WebAssembly: runs everywhere, with nothing to build, on one thread. */
export function findWasm(): Promise<FoundBackend> {
  const activate: FoundBackend['activate'] = async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    if (!(await setBackend('wasm'))) {
      throw new AppError(
        'engine-unavailable',
        'WebAssembly could not be started on this machine. Run "npm run setup" to install TensorFlow instead.',
      );
    }
    await ready();
    registerWasmKernels();
    registerTileGradient();
    return { description: { ...description, devices: [], skipped: [] }, lost: new Promise(() => undefined) };
  };
  return Promise.resolve({ description: { ...description, devices: [], skipped: [] }, activate });
}
