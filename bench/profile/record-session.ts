import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend } from '@tensorflow/tfjs-core';
import { loadBackend } from '../../engine/backends/load-backend.ts';
import { ModelPredictor } from '../../engine/inference/model-predictor.ts';
import type { TensorValue, TensorValues } from '../../engine/graph/graph-node.ts';
import { createCompiledStep } from '../../engine/training/compiled-step.ts';
import type { PredictJob, TrainJob } from '../jobs.ts';
import { networkOf, pretendTrained, trainingOptions } from '../nevus/networks.ts';

/** What we watch of tfjs-node's private binding. */
interface Binding {
  createTensor(shape: readonly number[], dataType: number, values: TensorValues): number;
  loadSavedModel(folder: string, tags: string): number;
  tensorDataSync(id: number): TensorValues;
  executeOp(
    operation: string,
    attributes: readonly unknown[],
    inputs: readonly number[],
    outputCount: number,
  ): { id: number; shape: number[]; dtype: number }[];
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): unknown[];
}

/**
 * Does one call of a job and writes into a folder what another process needs to do it again: the graph, the call that sets the variables and the last
 * call, with all that they were fed with.
 */
export async function recordSession(job: TrainJob | PredictJob, folder: string): Promise<void> {
  await loadBackend('tensorflow');
  const node = backend() as unknown as { binding: Binding };
  const { binding } = node;
  mkdirSync(folder, { recursive: true });
  const write = (name: string, inputs: readonly number[], inputNames: string, outputNames: string): void => {
    const names = inputNames === '' ? [] : inputNames.split(',');
    const fed = names.map((input, index) => {
      const tensor = inputs[index] as number;
      const { dataType, shape, values } = made.get(tensor) ?? readBack(binding, tensor);
      const file = `${name}-${index}.bin`;
      writeFileSync(join(folder, file), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return { name: input, file, shape, dataType };
    });
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ inputs: fed, outputs: outputNames.split(',') }));
  };
  let isRecording = false;
  // Bytes cannot be read back.
  const made = new Map<number, TensorValue>();
  const watched: Partial<Binding> = {
    createTensor(shape, dataType, values) {
      const id = binding.createTensor(shape, dataType, values);
      if (isRecording) made.set(id, { dataType, shape, values });
      return id;
    },
    loadSavedModel(from, tags) {
      copyFileSync(join(from, 'saved_model.pb'), join(folder, 'saved_model.pb'));
      return binding.loadSavedModel(from, tags);
    },
    runSavedModel(id, inputs, inputNames, outputNames) {
      if (outputNames.startsWith('push/')) write('start', inputs, inputNames, outputNames);
      else if (isRecording) write('call', inputs, inputNames, outputNames);
      return binding.runSavedModel(id, inputs, inputNames, outputNames);
    },
  };
  // The binding is frozen, so its stand-in inherits from it.
  node.binding = Object.create(binding, Object.fromEntries(Object.entries(watched).map(([name, value]) => [name, { value }]))) as Binding;
  try {
    const call = prepare(job);
    isRecording = true;
    await call();
  } finally {
    node.binding = binding;
  }
}

function readBack(binding: Binding, tensor: number): TensorValue {
  const [copy] = binding.executeOp('Identity', [], [tensor], 1) as [{ id: number; shape: number[]; dtype: number }];
  return { dataType: copy.dtype, shape: copy.shape, values: binding.tensorDataSync(copy.id) };
}

/** Compiles the job. */
function prepare(job: TrainJob | PredictJob): () => Promise<unknown> {
  const { imageSize, batchSize } = job;
  const network = networkOf(job);
  const photographs = Uint8Array.from({ length: batchSize * imageSize * imageSize * 3 }, (_, index) => (index * 2_654_435_761) >>> 24);
  if (job.kind === 'predict') {
    pretendTrained(network);
    const predictor = new ModelPredictor(network.model);
    predictor.compile();
    if (predictor.obstacle !== null) throw new Error(predictor.obstacle);
    return () => predictor.predict(photographs, batchSize);
  }
  const step = createCompiledStep(network, { ...trainingOptions(job, 'all'), classShares: Array.from({ length: 7 }, () => 1 / 7) });
  const labels = Int32Array.from({ length: batchSize }, (_, index) => index % 7);
  return () => step.step({ size: batchSize, inputs: photographs, labels, weights: new Float32Array(batchSize).fill(1) });
}
