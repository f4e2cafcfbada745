import { backend, getBackend } from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';

/** Instructions that multiply bfloat16, as Linux names them. */
const instructions = /\b(avx512_bf16|amx_bf16)\b/;

/**
 * Why the active engine gains nothing by multiplying in 16 bits, in a sentence; null where it gains (docs/decisions says what was measured). The answer is the
 * same every time on the same machine, so that a run that is resumed goes on as it began.
 * @param readProcessor what Linux says of the processor
 */
export function halfPrecisionObstacle(readProcessor: () => string = readProcessorFacts): string | null {
  if (getBackend() !== 'tensorflow') return 'Mixed precision was asked for, but this engine has no numbers of 16 bits.';
  if ((backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice) {
    return 'Mixed precision was asked for, but whether a GPU gains by it was not measured yet.';
  }
  if (instructions.test(readProcessor())) return null;
  return 'Mixed precision was asked for, but this processor is not known to multiply numbers of 16 bits faster (avx512_bf16, amx_bf16).';
}

function readProcessorFacts(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'latin1');
  } catch {
    // Not Linux: nothing is known.
    return '';
  }
}
