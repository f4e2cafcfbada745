import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendValues } from '@tensorflow/tfjs-core';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * TensorFlow.js's WebGPU backend, with the failures told that it leaves to the console: WebGPU makes no exception of a buffer that does not fit or of
 * a device that is gone, it computes on with nothing. What was read since such a failure is worthless, so reading throws.
 */
export class CheckedWebGpuBackend extends WebGPUBackend {
  /** Resolves when the GPU is gone for this process. */
  readonly lost: Promise<AppError>;
  #lost: AppError | null = null;
  #failure: Error | null = null;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(refuseTooLarge(device), info);
    this.lost = device.lost.then(({ message }) => {
      this.#lost = deviceLost(message);
      return this.#lost;
    });
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event;
      const isMemory = error.constructor.name === 'GPUOutOfMemoryError';
      // The first one says what went wrong, the others follow from it.
      this.#failure ??= new Error(isMemory ? `The GPU is out of memory: ${error.message}` : `WebGPU failed: ${error.message}`);
    });
  }

  override async read(dataId: object): Promise<BackendValues> {
    this.#throwFailure();
    let values: BackendValues;
    try {
      values = await super.read(dataId);
    } catch (error) {
      // The device tells that it is lost a moment after the first call has failed for it.
      await new Promise((resolve) => setTimeout(resolve, lossNoticeMs));
      throw this.#lost ?? error;
    }
    this.#throwFailure();
    return values;
  }

  #throwFailure(): void {
    if (this.#lost !== null) throw this.#lost;
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
  }
}

const lossNoticeMs = 50;

function deviceLost(reason: string): AppError {
  const told = reason === '' ? '' : ` (${reason})`;
  return new AppError(
    'engine-crashed',
    `The GPU was lost${told}: its driver was reset, updated or unplugged. Everything that was stored until then is safe. Start the work again; if it happens again, choose another engine.`,
  );
}

/** Makes `createBuffer` throw for what the device can never hold; WebGPU itself would give a buffer that does nothing. */
function refuseTooLarge(device: GPUDevice): GPUDevice {
  const create = device.createBuffer.bind(device);
  const largest = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  device.createBuffer = (descriptor) => {
    if (descriptor.size <= largest) return create(descriptor);
    throw new Error(`out of memory: a tensor of ${descriptor.size} bytes is larger than the ${largest} that this GPU allows`);
  };
  return device;
}
