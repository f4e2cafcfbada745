import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { DoctorLine } from '../../common/domain/system.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Workspace } from '../host/workspace.ts';
import { describeGpu } from './doctor/gpu-line.ts';
import { describeMachine } from './doctor/machine-lines.ts';
import type { EngineFiles } from './engine-files.ts';

export interface DoctorServiceParts {
  readonly engineHost: EngineHost;
  readonly engineFiles: EngineFiles;
  readonly workspace: Workspace;
  readonly sqliteVersion: string;
}

/** An engine that says nothing for this long counts as one that does not work. */
const probeMs = 45_000;
const cachedMs = 60_000;

const remedies = {
  tensorflow:
    'Run "npm run setup"; it needs Python 3 with pip and a C++ compiler. Until then Nevus computes with WebAssembly, much slower.',
  webgpu: 'Not needed. To use a GPU this way, install its Vulkan, Metal or Direct3D 12 driver.',
  wasm: 'Run "npm ci" to install the program anew.',
} as const;

/** Says what this machine has and lacks. Engines are tried in processes of their own, so that one that crashes is only a line here. */
export class DoctorService {
  readonly #parts: DoctorServiceParts;
  #recent: { readonly lines: Promise<DoctorLine[]>; readonly atMs: number } | null = null;

  constructor(parts: DoctorServiceParts) {
    this.#parts = parts;
  }

  examine(): Promise<DoctorLine[]> {
    if (this.#recent === null || performance.now() - this.#recent.atMs > cachedMs) {
      this.#recent = { lines: this.#examine(), atMs: performance.now() };
    }
    return this.#recent.lines;
  }

  async #examine(): Promise<DoctorLine[]> {
    const { workspace, sqliteVersion } = this.#parts;
    const probes = Promise.all([this.#probe('tensorflow'), this.#probe('webgpu'), this.#probe('wasm')]);
    const machine = await describeMachine(workspace.folder, sqliteVersion);
    const [tensorflow, webgpu, wasm] = await probes;
    return [
      machine.node,
      engineLine('TensorFlow', tensorflow, remedies.tensorflow, 'missing'),
      await describeGpu(tensorflow.description),
      engineLine('WebGPU adapter', webgpu, remedies.webgpu, 'warning'),
      engineLine('WebAssembly', wasm, remedies.wasm, 'missing'),
      machine.sqlite,
      machine.sharp,
      machine.electron,
      machine.disk,
      machine.memory,
    ];
  }

  async #probe(kind: EngineKind): Promise<Probe> {
    const { engineHost, engineFiles } = this.#parts;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), probeMs);
    try {
      const description = await engineHost.beside(kind, (engine) => engine.call('engine.describe', {}, { signal: stop.signal }));
      engineFiles.remember(description);
      return { description, error: null };
    } catch (thrown) {
      const error = stop.signal.aborted
        ? new AppError('engine-unavailable', `It did not start within ${probeMs / 1000} s.`)
        : toAppError(thrown);
      return { description: null, error };
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Probe {
  readonly description: EngineDescription | null;
  readonly error: AppError | null;
}

function engineLine(part: string, { description, error }: Probe, remedy: string, absent: 'missing' | 'warning'): DoctorLine {
  if (description !== null) return { part, status: 'found', detail: description.label, remedy: null };
  return { part, status: absent, detail: error?.message ?? 'It does not work here.', remedy };
}
