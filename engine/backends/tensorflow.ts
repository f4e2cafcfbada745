import { createRequire } from 'node:module';
import util from 'node:util';
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from './backend.ts';
import { registerTensorFlowGradients } from './tensorflow-gradients.ts';
import { registerTensorFlowKernels } from './tensorflow-kernels.ts';
import type { TensorFlowBackend } from './tensorflow-ops.ts';
import { registerTileGradient } from './tile-gradient.ts';

/**
 * TensorFlow's C library under tfjs-node. Once in a process, and only in its first thread.
 * @throws AppError `engine-unavailable` where the library or the binding cannot be loaded
 */
export async function loadTensorFlow(): Promise<Backend> {
  silenceTensorFlow();
  restoreRemovedUtilities();
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
  } catch (error) {
    throw new AppError(
      'engine-unavailable',
      `TensorFlow could not be loaded: ${firstLine(error)} Run "npm run setup" to install it, or choose the WebAssembly engine.`,
      undefined,
      { cause: error },
    );
  }
  await setBackend('tensorflow');
  await ready();
  const tensorflow = backend() as unknown as TensorFlowBackend;
  registerTensorFlowKernels(tensorflow);
  registerTensorFlowGradients();
  registerTileGradient();
  const version = tensorflow.binding.TF_Version;
  const device = tensorflow.binding.isUsingGpuDevice() ? 'GPU' : 'CPU';
  return { description: { kind: 'tensorflow', label: `TensorFlow ${version}, ${device}`, version, device }, canCompute: true };
}

/** Must happen before the library is loaded: it reads its environment once. */
function silenceTensorFlow(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
}

/** tfjs-node 4.22 calls two functions that Node 23 removed (tensorflow/tfjs issues 8609 and 8746). */
function restoreRemovedUtilities(): void {
  const target = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  target.isNullOrUndefined ??= (value) => value === null || value === undefined;
  target.isArray ??= Array.isArray;
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.trim();
}
