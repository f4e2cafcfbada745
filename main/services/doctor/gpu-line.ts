import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EngineDescription } from '../../../common/contract/engine-protocol.ts';
import type { DoctorLine } from '../../../common/domain/system.ts';

const run = promisify(execFile);

/** Whether TensorFlow computes on an NVIDIA GPU; if not, whether one is there that it could use. */
export async function describeGpu(tensorflow: EngineDescription | null): Promise<DoctorLine> {
  const part = 'GPU';
  const names = await listNvidiaGpus();
  const named = names.length === 0 ? '' : ` (${names.join(', ')})`;
  if (tensorflow?.device.startsWith('GPU') === true) {
    return { part, status: 'found', detail: `TensorFlow computes on it${named}.`, remedy: null };
  }
  if (names.length > 0) {
    return {
      part,
      status: 'warning',
      detail: `${names.join(', ')} is there, but TensorFlow does not use it.`,
      remedy: 'Run "npm run setup -- --cuda" to install TensorFlow with CUDA.',
    };
  }
  return { part, status: 'warning', detail: 'No NVIDIA GPU was found. The processor computes.', remedy: null };
}

async function listNvidiaGpus(): Promise<string[]> {
  try {
    const { stdout } = await run('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { timeout: 5000 });
    return stdout
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    return []; // No driver, or no answer from it: then there is no GPU to use either.
  }
}
