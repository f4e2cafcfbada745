import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { SystemStatus } from '../../common/domain/system.ts';
import { engineNames } from '../../common/domain/engine-names.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { EngineChoice } from '../engine-host/engine-process.ts';

const packageOf = { tensorflow: '@tensorflow/tfjs-node-gpu', webgpu: 'webgpu', wasm: '@tensorflow/tfjs-backend-wasm' } as const;

/** What the files of the program say about engines, without loading any, and what was learned from those that ran. */
export class EngineFiles {
  readonly #seen = new Map<EngineKind, EngineDescription>();
  #automatic: EngineDescription | null = null;

  /** Remembers what an engine said of itself, to name it exactly from now on. */
  remember(description: EngineDescription, choice: EngineChoice): void {
    this.#seen.set(description.kind, description);
    if (choice === 'auto') this.#automatic = description;
  }

  /** Whether this engine has run since Nevus was started. */
  hasRun(kind: EngineKind): boolean {
    return this.#seen.has(kind);
  }

  /** The engine that `auto` chooses, or, until it has been tried, probably chooses; null where none can work. */
  likelyEngine(): SystemStatus['engine'] {
    if (this.#automatic !== null) {
      const { kind, label, skipped } = this.#automatic;
      return { kind, label, skipped };
    }
    const kind = (['tensorflow', 'wasm'] as const).find((candidate) => this.isInstalled(candidate));
    if (kind === undefined) return null;
    return { kind, label: this.#seen.get(kind)?.label ?? engineNames[kind], skipped: [] };
  }

  isInstalled(kind: EngineKind): boolean {
    const folder = packageFolder(packageOf[kind]);
    if (folder === null) return false;
    return kind !== 'tensorflow' || existsSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'));
  }

  /** @throws AppError `engine-unavailable` where the files of the chosen engine are not there */
  require(choice: EngineChoice): void {
    if (choice === 'auto' ? this.likelyEngine() !== null : this.isInstalled(choice)) return;
    const name = { auto: 'No engine', tensorflow: 'The TensorFlow engine', webgpu: 'The WebGPU engine', wasm: 'The WebAssembly engine' }[
      choice
    ];
    throw new AppError(
      'engine-unavailable',
      `${name} is ${choice === 'auto' ? '' : 'not '}installed. Run "npm run setup", or choose another engine.`,
    );
  }
}

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null; // Not installed: that is the answer.
  }
}
