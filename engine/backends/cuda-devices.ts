import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EngineDevice } from '../../common/contract/engine-protocol.ts';

const run = promisify(execFile);
const bytesPerMebibyte = 2 ** 20;

/**
 * NVIDIA's GPUs as the driver lists them. The ids are the driver's UUIDs: they hold over restarts, and CUDA_VISIBLE_DEVICES takes them.
 * Empty where there is no driver or no answer from it within five seconds.
 */
export async function listCudaDevices(): Promise<EngineDevice[]> {
  try {
    const query = ['--query-gpu=uuid,memory.total,name', '--format=csv,noheader,nounits'];
    const { stdout } = await run('nvidia-smi', query, { timeout: 5000, windowsHide: true });
    return parseDeviceList(stdout);
  } catch {
    return []; // Then there is nothing to choose from.
  }
}

/** Reads lines such as `GPU-8f2c..., 24564, NVIDIA GeForce RTX 4090`. A name may have commas; an unknown size reads `[N/A]`. */
export function parseDeviceList(text: string): EngineDevice[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [id = '', mebibytes = '', ...name] = line.split(',').map((part) => part.trim());
    if (id === '' || name.length === 0) return [];
    const memoryBytes = /^\d+$/.test(mebibytes) ? Number(mebibytes) * bytesPerMebibyte : null;
    return [{ id, name: name.join(', '), memoryBytes }];
  });
}

/** Lets this process see one GPU only. Before TensorFlow's library is loaded: CUDA reads its environment once. */
export function showOnlyDevice(id: string): void {
  process.env['CUDA_VISIBLE_DEVICES'] = id;
}
