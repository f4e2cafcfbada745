import type { Run } from '../../../common/domain/run.ts';

const names = { tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WebAssembly' } as const;

/** `TensorFlow 2.21.0, CPU` */
export function describeEngine(engine: NonNullable<Run['engine']>): string {
  return `${names[engine.kind]} ${engine.version}, ${engine.device}`;
}
