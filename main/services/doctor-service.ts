import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import { engineNames } from '../../common/domain/engine-names.ts';
import type { DoctorLine } from '../../common/domain/system.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { EngineChoice } from '../engine-host/engine-process.ts';
import type { Workspace } from '../host/workspace.ts';
import { describeGpu } from './doctor/gpu-line.ts';
import { describeMachine } from './doctor/machine-lines.ts';
import type { EngineCheck } from './engine-check.ts';

export interface DoctorServiceParts {
  readonly engineCheck: EngineCheck;
  readonly workspace: Workspace;
  readonly sqliteVersion: string;
}

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
    const probes = this.#probeAll();
    const machine = await describeMachine(workspace.folder, sqliteVersion);
    const { automatic, tensorflow, webgpu, wasm } = await probes;
    return [
      machine.node,
      automaticLine(automatic),
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

  /** The automatic choice tries some of the engines itself; only the others need a process of their own. */
  async #probeAll(): Promise<Record<'automatic' | 'tensorflow' | 'webgpu' | 'wasm', Probe>> {
    const automatic = await this.#probe('auto');
    const probe = async (kind: EngineKind): Promise<Probe> => triedBy(automatic, kind) ?? this.#probe(kind);
    const [tensorflow, webgpu, wasm] = await Promise.all([probe('tensorflow'), probe('webgpu'), probe('wasm')]);
    return { automatic, tensorflow, webgpu, wasm };
  }

  async #probe(choice: EngineChoice): Promise<Probe> {
    try {
      return { description: await this.#parts.engineCheck.probe(choice), error: null };
    } catch (thrown) {
      return { description: null, error: toAppError(thrown) };
    }
  }
}

interface Probe {
  readonly description: EngineDescription | null;
  readonly error: AppError | null;
}

/** What the automatic choice found out about an engine; null where it did not come to it, or passed it over although it works. */
function triedBy({ description }: Probe, kind: EngineKind): Probe | null {
  if (description === null) return null;
  if (description.kind === kind) return { description, error: null };
  const skipped = description.skipped.find((engine) => engine.kind === kind);
  const mayWork = kind === 'tensorflow' && description.kind === 'webgpu';
  return skipped === undefined || mayWork ? null : { description: null, error: new AppError('engine-unavailable', skipped.reason) };
}

function engineLine(part: string, { description, error }: Probe, remedy: string, absent: 'missing' | 'warning'): DoctorLine {
  if (description !== null) return { part, status: 'found', detail: description.label, remedy: null };
  return { part, status: absent, detail: error?.message ?? 'It does not work here.', remedy };
}

/** What Nevus computes with unless somebody chooses, and why not with something better. */
function automaticLine({ description, error }: Probe): DoctorLine {
  const part = 'Engine';
  if (description === null) {
    const remedy = 'Run "npm run setup", then "nevus doctor" again.';
    return { part, status: 'missing', detail: `No engine works. ${error?.message ?? ''}`, remedy };
  }
  const reasons = description.skipped.map(({ kind, reason }) => ` ${engineNames[kind]} is not used: ${reason}`);
  return { part, status: 'found', detail: `${description.label} is the automatic choice.${reasons.join('')}`, remedy: null };
}
