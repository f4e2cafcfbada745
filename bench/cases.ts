import type { Job } from './jobs.ts';
import type { PhotographSet } from './photographs.ts';

/** What issue 4 asks for, on the CPU. */
interface Goals {
  readonly keras?: number;
  readonly pytorch?: number;
  readonly onnx?: number;
}

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly goals: Goals;
  readonly needsPhotographs: boolean;
  /** Rounds that one round of the command line stands for; a long job needs fewer. */
  readonly share: number;
  /** @param isQuick a small amount of the same work, to see that everything runs */
  readonly job: (photographs: PhotographSet, isQuick: boolean) => Job;
}

const mobileNet = { architecture: 'mobilenet-v1', imageSize: 224 } as const;

export const CASES: readonly BenchCase[] = [
  {
    name: 'a',
    title: 'Training step, hmnist-cnn, batch 128',
    goals: { keras: 1.25, pytorch: 1.15 },
    needsPhotographs: false,
    share: 1,
    job: (_, isQuick) => ({
      kind: 'train',
      architecture: 'hmnist-cnn',
      imageSize: 28,
      batchSize: isQuick ? 16 : 128,
      steps: isQuick ? 2 : 32,
    }),
  },
  {
    name: 'b',
    title: 'Fine-tuning, MobileNet v1, all layers, 224 px, batch 32',
    goals: { keras: 1.4, pytorch: 1.15 },
    needsPhotographs: false,
    share: 1,
    job: (_, isQuick) => ({ kind: 'train', ...mobileNet, batchSize: isQuick ? 2 : 32, steps: isQuick ? 1 : 3 }),
  },
  trainingCase('c-resnet50-v2', 'ResNet50 V2', 'resnet50-v2'),
  trainingCase('c-densenet121', 'DenseNet121', 'densenet121'),
  {
    name: 'd',
    title: 'Frozen MobileNet v1 and head, 20 epochs, from JPEG files',
    goals: { keras: 10, pytorch: 10 },
    needsPhotographs: true,
    share: 0.2,
    job: ({ photographs, edge }, isQuick) => ({
      kind: 'frozen',
      ...mobileNet,
      photographs: photographs.slice(0, isQuick ? 20 : 2000),
      resizes: edge !== 224,
      batchSize: isQuick ? 8 : 32,
      epochs: isQuick ? 2 : 20,
      epochsMeasured: 2,
    }),
  },
  {
    name: 'e',
    title: 'Input pipeline, JPEG files to augmented batches, 3 epochs',
    goals: { keras: 2, pytorch: 2 },
    needsPhotographs: true,
    share: 1,
    job: ({ photographs, edge }, isQuick) => ({
      kind: 'pipeline',
      ...mobileNet,
      photographs: photographs.slice(0, isQuick ? 20 : 1000),
      resizes: edge !== 224,
      batchSize: 32,
      epochs: isQuick ? 1 : 3,
    }),
  },
  {
    name: 'f-1',
    title: 'Inference, MobileNet v1, one photograph at a time',
    goals: { keras: 1, onnx: 1 },
    needsPhotographs: false,
    share: 1,
    job: (_, isQuick) => ({ kind: 'predict', ...mobileNet, batchSize: 1, calls: isQuick ? 2 : 30 }),
  },
  {
    name: 'f-64',
    title: 'Inference, MobileNet v1, batch 64',
    goals: { keras: 1, onnx: 1 },
    needsPhotographs: false,
    share: 1,
    job: (_, isQuick) => ({ kind: 'predict', ...mobileNet, batchSize: isQuick ? 2 : 64, calls: isQuick ? 1 : 3 }),
  },
];

function trainingCase(name: string, title: string, architecture: 'resnet50-v2' | 'densenet121'): BenchCase {
  return {
    name,
    title: `Training, ${title}, all layers, 224 px, batch 16`,
    goals: { keras: 1.2, pytorch: 1 },
    needsPhotographs: false,
    share: 1,
    job: (_, isQuick) => ({ kind: 'train', architecture, imageSize: 224, batchSize: isQuick ? 2 : 16, steps: isQuick ? 1 : 2 }),
  };
}

/** The cases that `--only` names, by their whole name or by the letter before the dash; all where it names none. */
export function chooseCases(only: string | undefined): readonly BenchCase[] {
  if (only === undefined) return CASES;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !CASES.some((found) => isNamed(found, name)));
  if (unknown.length > 0)
    throw new Error(`There is no case ${unknown.join(', ')}. The cases are ${CASES.map(({ name }) => name).join(', ')}.`);
  return CASES.filter((found) => wanted.some((name) => isNamed(found, name)));
}

function isNamed({ name }: BenchCase, wanted: string): boolean {
  return name === wanted || name.split('-')[0] === wanted;
}
