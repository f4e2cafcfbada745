import * as tf from '@tensorflow/tfjs-core';
import { toAppError } from '../../../common/errors/app-error.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { explainOutOfMemory } from '../../../engine/training/out-of-memory.ts';

// Meets the failures of a GPU under WebGPU, in a process of its own, and writes what was told of each as JSON.

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no failure: ${String(await work)}`;
  } catch (error) {
    const { code, message } = toAppError(error);
    return `${code}: ${message}`;
  }
}

const { lost, description } = await loadBackend('webgpu');
const edge = Math.ceil(Math.sqrt((description.largestTensorBytes ?? 0) / 4)) + 1;
const tooLarge = await messageOf(explainOutOfMemory(64, () => tf.add(tf.zeros([edge, edge]), 1).data()));
const afterwards = await messageOf(tf.add(tf.tensor1d([1, 2]), 1).data());
const waiting = tf.add(tf.tensor1d([1, 2]), 1);
(tf.backend() as unknown as { device: GPUDevice }).device.destroy();
const read = await messageOf(tf.mul(waiting, 3).data());
const { code } = await lost;
process.stdout.write(JSON.stringify({ tooLarge, afterwards, read, code }));
process.exit(0);
