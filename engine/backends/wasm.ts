import { backend, ready, setBackend, version_core as version } from '@tensorflow/tfjs-core';
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
  // Its whole memory has 4 GB of 32-bit addresses.
  largestTensorBytes: 2 ** 32,
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
    refuseNoMemory();
    registerWasmKernels();
    registerTileGradient();
    return { description: { ...description, devices: [], skipped: [] }, lost: new Promise(() => undefined) };
  };
  return Promise.resolve({ description: { ...description, devices: [], skipped: [] }, activate });
}

/** The backend writes to whatever address its memory gives, 0 where none is left: over its own data. */
function refuseNoMemory(): void {
  const { wasm } = backend() as unknown as { readonly wasm: { _malloc: (bytes: number) => number; _free: (address: number) => void } };
  // Emscripten's functions put others in their place at their first call.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0) throw new Error(`WebAssembly is out of memory: ${bytes} bytes more do not fit.`);
    return address;
  };
}
