import { createRequire } from 'node:module';
import util from 'node:util';
import { findBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { EngineDescription, EngineDevice } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend, FoundBackend } from './backend.ts';
import { listCudaDevices } from './cuda-devices.ts';
import { registerFasterKernels } from './tensorflow-faster-kernels.ts';
import { registerTensorFlowGradients } from './tensorflow-gradients.ts';
import { registerTensorFlowKernels } from './tensorflow-kernels.ts';
import type { TensorFlowBackend } from './tensorflow-ops.ts';
import { registerTileGradient } from './tile-gradient.ts';

/**
 * TensorFlow's C library under tfjs-node. Once in a process, and only in its first thread.
 * @throws AppError `engine-unavailable` where the library or the binding cannot be loaded
 */
export async function findTensorFlow(): Promise<FoundBackend> {
  configureTensorFlow();
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
  // Loading the package registers it and asks for it; only now is its device known.
  const tensorflow = findBackend('tensorflow') as unknown as TensorFlowBackend;
  const version = tensorflow.binding.TF_Version;
  const isOnGpu = tensorflow.binding.isUsingGpuDevice();
  const devices = isOnGpu ? await listCudaDevices() : [];
  const device = isOnGpu ? `GPU${nameOfDevice(devices)}` : 'CPU';
  const description: EngineDescription = {
    kind: 'tensorflow',
    label: `TensorFlow ${version}, ${device}`,
    version,
    device,
    deviceKind: isOnGpu ? 'gpu' : 'cpu',
    devices,
    largestTensorBytes: null,
    skipped: [],
  };
  const activate = async (): Promise<Backend> => {
    await setBackend('tensorflow');
    await ready();
    registerTensorFlowKernels(tensorflow);
    registerFasterKernels(tensorflow);
    registerTensorFlowGradients();
    registerTileGradient();
    return { description, lost: new Promise(() => undefined) };
  };
  return { description, activate };
}

/** tfjs-node computes on the first GPU that CUDA shows to this process. */
function nameOfDevice(devices: readonly EngineDevice[]): string {
  const chosen = process.env['CUDA_VISIBLE_DEVICES']?.split(',')[0];
  const device = devices.find(({ id }) => id === chosen) ?? devices[0];
  return device === undefined ? '' : ` (${device.name})`;
}

/** Must happen before the library is loaded: it reads its environment once. */
function configureTensorFlow(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Whoever hands an operation's shares to the threads computes one of them instead of sleeping: half as many threads are woken (decision 25).
  process.env['TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD'] ??= 'true';
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
