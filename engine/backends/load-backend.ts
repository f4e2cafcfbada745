import type { SkippedEngine } from '../../common/domain/system.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend, FoundBackend } from './backend.ts';
import { findTensorFlow } from './tensorflow.ts';
import { findWasm } from './wasm.ts';
import { findWebGpu } from './webgpu.ts';

const finders = { tensorflow: findTensorFlow, webgpu: findWebGpu, wasm: findWasm } as const;

/**
 * Loads the chosen backend. `auto` takes the first that works of: TensorFlow on a GPU, WebGPU on a GPU, TensorFlow on the processor, WebAssembly
 * (docs/decisions/0020-engines.md says why), and tells in `description.skipped` why those before it were not taken.
 * @throws AppError `engine-unavailable` with the reason and a remedy
 */
export async function loadBackend(choice: EngineKind | 'auto'): Promise<Backend> {
  return choice === 'auto' ? loadBest() : (await finders[choice]()).activate();
}

async function loadBest(): Promise<Backend> {
  const skipped: SkippedEngine[] = [];
  /** Null where the engine does not work; the reason is noted. */
  const attempt = async <Result>(kind: EngineKind, work: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'engine-unavailable') throw error;
      skipped.push({ kind, reason: error.message });
      return null;
    }
  };
  const finish = (backend: Backend): Backend => ({ ...backend, description: { ...backend.description, skipped } });

  const tensorflow = await attempt('tensorflow', findTensorFlow);
  if (tensorflow?.description.deviceKind === 'gpu') return finish(await tensorflow.activate());
  const webgpu = await attempt('webgpu', async () => (await findHardwareGpu()).activate());
  if (webgpu !== null) {
    if (tensorflow !== null)
      skipped.push({ kind: 'tensorflow', reason: 'TensorFlow has no GPU that it can use here, and WebGPU has one.' });
    return finish(webgpu);
  }
  return finish(await (tensorflow ?? (await findWasm())).activate());
}

/** @throws AppError `engine-unavailable` where there is no adapter, or one that is imitated */
async function findHardwareGpu(): Promise<FoundBackend> {
  const found = await findWebGpu();
  if (found.description.deviceKind === 'gpu') return found;
  throw new AppError(
    'engine-unavailable',
    `The only WebGPU adapter is ${found.description.device}, and far slower than TensorFlow or WebAssembly.`,
  );
}
