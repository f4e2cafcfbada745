import type { EngineDevice } from '../../common/contract/engine-protocol.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { listCudaDevices } from '../../engine/backends/cuda-devices.ts';

/** What trainings run on: each engine's device, and of several NVIDIA GPUs each one. A device trains one network at a time. */
export class TrainingDevices {
  readonly #find: () => Promise<readonly EngineDevice[]>;
  #gpus: readonly EngineDevice[] | null = null;
  #isTensorFlowOnCpu = false;

  constructor(find: () => Promise<readonly EngineDevice[]> = listCudaDevices) {
    this.#find = find;
  }

  /** Asks the driver, which may take seconds. */
  async find(): Promise<void> {
    this.#gpus = await this.#find();
  }

  /** What an engine said of itself: GPUs are of no use to a TensorFlow without CUDA. */
  learn(kind: EngineKind, deviceKind: string): void {
    if (kind === 'tensorflow') this.#isTensorFlowOnCpu = deviceKind === 'cpu';
  }

  /** Names of the devices on which an engine can train; none before they are known. */
  lanes(kind: EngineKind): readonly string[] {
    if (this.#gpus === null) return [];
    const hasChoice = kind === 'tensorflow' && !this.#isTensorFlowOnCpu && this.#gpus.length > 1;
    return hasChoice ? this.#gpus.map(({ id }) => `tensorflow on ${id}`) : [kind];
  }

  /** The GPU behind such a name, to start an engine on it alone; undefined where there is no choice. */
  deviceId(lane: string): string | undefined {
    return this.#gpus?.find(({ id }) => lane === `tensorflow on ${id}`)?.id;
  }
}
