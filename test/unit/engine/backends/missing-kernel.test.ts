import { expect, test } from 'vitest';
import { explainMissingKernel } from '../../../../engine/backends/missing-kernel.ts';

test('an operation that an engine lacks is named, with what to do', () => {
  const error = new Error("Kernel 'Einsum' not registered for backend 'wasm'");
  expect(explainMissingKernel(error, 'WebAssembly')).toMatchObject({
    code: 'engine-unavailable',
    message:
      'The WebAssembly engine cannot compute this network: it lacks the operation Einsum. Nothing was changed; choose the TensorFlow engine or another network, or train its head only.',
    detail: { kernel: 'Einsum' },
  });
});

test('every other failure stays what it is', () => {
  const error = new Error('Something else');
  expect(explainMissingKernel(error, 'WebAssembly')).toBe(error);
  expect(explainMissingKernel('a text', 'WebAssembly')).toBe('a text');
});
