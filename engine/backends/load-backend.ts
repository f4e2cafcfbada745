import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from './backend.ts';
import { loadTensorFlow } from './tensorflow.ts';
import { loadWasm } from './wasm.ts';
import { probeWebGpu } from './webgpu.ts';

/**
 * Loads the chosen backend and nothing of the others. `auto`: TensorFlow where it is set up, else WebAssembly.
 * @throws AppError `engine-unavailable` with the reason and a remedy
 */
export async function loadBackend(choice: EngineKind | 'auto'): Promise<Backend> {
  switch (choice) {
    case 'tensorflow':
      return loadTensorFlow();
    case 'wasm':
      return loadWasm();
    case 'webgpu':
      return probeWebGpu();
    case 'auto':
      try {
        return await loadTensorFlow();
      } catch (error) {
        if (error instanceof AppError && error.code === 'engine-unavailable') return loadWasm();
        throw error;
      }
  }
}
