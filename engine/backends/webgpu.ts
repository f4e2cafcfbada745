import { registerBackend, ready, setBackend, version_core as version } from '@tensorflow/tfjs-core';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { registerAveragePoolGradient } from './average-pool-gradient.ts';
import type { Backend, FoundBackend } from './backend.ts';
import { registerSeededUniform } from './seeded-uniform.ts';
import { registerTileGradient } from './tile-gradient.ts';

/**
 * A GPU through Dawn, the WebGPU of Chromium, over Vulkan, Metal or Direct3D 12. The processor may play the GPU (SwiftShader, lavapipe): such an
 * adapter is described as `software-gpu`.
 * @throws AppError `engine-unavailable` where there is no adapter
 */
export async function findWebGpu(): Promise<FoundBackend> {
  const { gpu, adapter } = await findAdapter();
  const description = describe(adapter);
  return { description, activate: () => activate(gpu, adapter, description) };
}

interface FoundAdapter {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
}

async function findAdapter(): Promise<FoundAdapter> {
  let gpu: GPU;
  let adapter: GPUAdapter | null;
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    gpu = create([]);
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    throw unavailable('WebGPU could not be loaded', error);
  }
  if (adapter !== null) return { gpu, adapter };
  throw new AppError(
    'engine-unavailable',
    'No WebGPU adapter was found. Install a Vulkan, Metal or Direct3D 12 driver for your GPU, or choose the TensorFlow or WebAssembly engine.',
  );
}

function describe(adapter: GPUAdapter): EngineDescription {
  const { vendor, architecture, device: name, description } = adapter.info;
  const isSoftware = (adapter.info as { readonly isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  const named = description || [vendor, architecture, name].filter((part) => part !== '').join(' ') || 'unnamed adapter';
  const device = isSoftware ? `${named} (imitated by the processor)` : named;
  return {
    kind: 'webgpu',
    label: `WebGPU ${version}, ${device}`,
    version,
    device,
    deviceKind: isSoftware ? 'software-gpu' : 'gpu',
    devices: [],
    largestTensorBytes: Math.min(adapter.limits.maxBufferSize, adapter.limits.maxStorageBufferBindingSize),
    skipped: [],
  };
}

async function activate(gpu: GPU, adapter: GPUAdapter, description: EngineDescription): Promise<Backend> {
  try {
    const device = await adapter.requestDevice({ requiredLimits: requiredLimits(adapter.limits) });
    const { CheckedWebGpuBackend } = await import('./webgpu-backend.ts');
    // After the import, or the package would register its own backend; before the constructor, which wants a browser's `navigator.gpu`.
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
    const backend = new CheckedWebGpuBackend(device, adapter.info);
    registerBackend('webgpu', () => backend);
    if (!(await setBackend('webgpu'))) throw new Error('TensorFlow.js refused the device.');
    await ready();
    registerSeededUniform('webgpu');
    registerAveragePoolGradient('webgpu');
    registerTileGradient();
    return { description, lost: backend.lost };
  } catch (error) {
    throw unavailable(`WebGPU could not be started on ${description.device}`, error);
  }
}

/** All that the adapter has: a device is given the least that WebGPU promises unless more is asked for. */
function requiredLimits(limits: GPUSupportedLimits): Record<string, number> {
  const { maxComputeWorkgroupStorageSize, maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize, maxBufferSize } = limits;
  const { maxComputeWorkgroupSizeX, maxComputeInvocationsPerWorkgroup } = limits;
  return {
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize,
    maxBufferSize,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  };
}

function unavailable(what: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError(
    'engine-unavailable',
    `${what}: ${reason.split('\n')[0] ?? ''} Choose the TensorFlow or WebAssembly engine.`,
    undefined,
    { cause: error },
  );
}
