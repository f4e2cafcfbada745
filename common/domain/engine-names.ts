import type { EngineKind } from './training-config.ts';

/** How engines are called before people. */
export const engineNames: Readonly<Record<EngineKind, string>> = { tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WebAssembly' };
