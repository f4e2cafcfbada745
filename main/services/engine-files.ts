import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { SystemStatus } from '../../common/domain/system.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { EngineChoice } from '../engine-host/engine-process.ts';

const packageOf = { tensorflow: '@tensorflow/tfjs-node-gpu', webgpu: 'webgpu', wasm: '@tensorflow/tfjs-backend-wasm' } as const;

/** What the files of the program say about engines, without loading any, and what was learned from those that ran. */
export class EngineFiles {
  readonly #seen = new Map<EngineKind, EngineDescription>();

  /** Remembers what an engine said of itself, to name it exactly from now on. */
  remember(description: EngineDescription): void {
    this.#seen.set(description.kind, description);
  }

  /** The engine that `auto` chooses; null where none can work. */
  likelyEngine(): SystemStatus['engine'] {
    const kind = (['tensorflow', 'wasm'] as const).find((candidate) => this.isInstalled(candidate));
    if (kind === undefined) return null;
    return { kind, label: this.#seen.get(kind)?.label ?? { tensorflow: 'TensorFlow', wasm: 'WebAssembly' }[kind] };
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
