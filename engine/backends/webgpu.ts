import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from './backend.ts';

/**
 * Looks for a GPU through Dawn, the WebGPU of Chromium. It can be described; computing on it is refused, because the package with
 * TensorFlow.js's WebGPU kernels is not installed.
 * @throws AppError `engine-unavailable` where there is no adapter
 */
export async function probeWebGpu(): Promise<Backend> {
  const adapter = await findAdapter();
  if (adapter === null) {
    throw new AppError(
      'engine-unavailable',
      'No WebGPU adapter was found. Install a Vulkan, Metal or Direct3D 12 driver for your GPU, or choose the TensorFlow or WebAssembly engine.',
    );
  }
  const { vendor, architecture, device: name, description } = adapter.info;
  const device = description || [vendor, architecture, name].filter((part) => part !== '').join(' ') || 'unnamed adapter';
  return { description: { kind: 'webgpu', label: `WebGPU (Dawn), ${device}`, version: 'Dawn', device }, canCompute: false };
}

async function findAdapter(): Promise<GPUAdapter | null> {
  try {
    const { create } = await import('webgpu');
    return await create([]).requestAdapter();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'engine-unavailable',
      `WebGPU could not be loaded: ${reason} Choose the TensorFlow or WebAssembly engine.`,
      undefined,
      {
        cause: error,
      },
    );
  }
}
