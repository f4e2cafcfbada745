import { ready, setBackend, version_core as version } from '@tensorflow/tfjs-core';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from './backend.ts';
import { registerTileGradient } from './tile-gradient.ts';
import { registerWasmKernels } from './wasm-kernels.ts';

/**
 * TensorFlow.js compiled to WebAssembly: runs everywhere, with nothing to build, on one thread.
 * @throws AppError `engine-unavailable` where the runtime refuses WebAssembly
 */
export async function loadWasm(): Promise<Backend> {
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
  return { description: { kind: 'wasm', label: `WebAssembly ${version}, CPU (one thread)`, version, device: 'CPU' }, canCompute: true };
}
