import { engineNames } from '../../common/domain/engine-names.ts';
import type { EngineSpeed, EngineSpeeds } from '../../common/domain/engine-speed.ts';
import { activeJobStatuses } from '../../common/domain/job.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { TrainingDevices } from '../engine-host/training-devices.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { EngineFiles } from './engine-files.ts';
import { adviseEngine } from './engine-advice.ts';

export interface EngineSpeedServiceParts {
  readonly devices: TrainingDevices;
  readonly engineFiles: EngineFiles;
  readonly engineHost: EngineHost;
  readonly jobs: JobQueue;
}

/** One engine has this long for all its figures. */
const limitMs = 120_000;
const kinds = ['tensorflow', 'webgpu', 'wasm'] as const;
/** What an engine counts its own progress in: two networks, trained and asked. */
const figuresPerEngine = 4;

/** Measures the engines, each in a process of its own, while nothing trains on their device. */
export class EngineSpeedService {
  readonly #parts: EngineSpeedServiceParts;

  constructor(parts: EngineSpeedServiceParts) {
    this.#parts = parts;
    parts.jobs.handle('measure', {
      lanes: () => parts.devices.lanes(parts.engineFiles.likelyEngine()?.kind ?? 'wasm'),
      work: (_job, context) => this.#measureAll(context),
    });
  }

  /** The job that measures; the one that is under way where there is one. */
  start(): number {
    const { jobs } = this.#parts;
    const active = jobs.list(true).find(({ kind, status }) => kind === 'measure' && activeJobStatuses.includes(status));
    return active?.id ?? jobs.add({ kind: 'measure', title: 'Measure the engines', datasetId: null, runId: null }).id;
  }

  async #measureAll(context: JobContext): Promise<EngineSpeeds> {
    const { engineFiles, engineHost } = this.#parts;
    const engines: EngineSpeed[] = [];
    for (const [index, kind] of kinds.entries()) engines.push(await this.#measure(kind, index, context));
    // Tried, not guessed: the advice hangs on it.
    const automatic = await engineHost.beside('auto', (engine) => engine.call('engine.describe', {}, { signal: context.signal }));
    engineFiles.remember(automatic, 'auto');
    return { engines, automatic: automatic.kind, advice: adviseEngine(engines, automatic.kind) };
  }

  async #measure(kind: EngineKind, index: number, { signal, progress }: JobContext): Promise<EngineSpeed> {
    const { engineFiles, engineHost } = this.#parts;
    const tell = (stage: string, done: number): void =>
      progress({ done: index * figuresPerEngine + done, total: kinds.length * figuresPerEngine, unit: 'figures', stage });
    tell(`Starting ${engineNames[kind]}`, 0);
    const without = (label: string, reason: string): EngineSpeed => ({ kind, label, figures: [], reason });
    if (!engineFiles.isInstalled(kind)) return without(engineNames[kind], 'It is not installed.');
    const limit = AbortSignal.timeout(limitMs);
    let label = engineNames[kind];
    try {
      return await engineHost.beside(kind, async (engine) => {
        const options = { signal: AbortSignal.any([signal, limit]) };
        const description = await engine.call('engine.describe', {}, options);
        engineFiles.remember(description, kind);
        label = description.label;
        if (description.deviceKind === 'software-gpu') return without(label, 'The processor imitates this GPU; it is for tests only.');
        const on = {
          'engine.prepared': ({ stage, done }: { stage: string; done: number }) => tell(`${engineNames[kind]}: ${stage}`, done),
        };
        const { figures } = await engine.call('engine.measure', {}, { ...options, on });
        return { kind, label, figures, reason: null };
      });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return without(label, limit.aborted ? `It did not finish within ${limitMs / 60_000} minutes.` : toAppError(thrown).message);
    }
  }
}
