/** Work for one contestant, the same for all of them. Contestants in Python get it as JSON: `bench/references` uses the same names. */
export type Job = TrainJob | PredictJob | FrozenJob | PipelineJob;

type BenchArchitecture = 'hmnist-cnn' | 'mobilenet-v1' | 'resnet50-v2' | 'densenet121';

interface NetworkJob {
  readonly architecture: BenchArchitecture;
  /** Pixels. */
  readonly imageSize: number;
  readonly batchSize: number;
}

/** Training of every layer by Adam, from photographs that lie in memory as bytes. */
export interface TrainJob extends NetworkJob {
  readonly kind: 'train';
  /** Batches in a round. */
  readonly steps: number;
}

/** Probabilities of photographs that lie in memory as bytes. */
export interface PredictJob extends NetworkJob {
  readonly kind: 'predict';
  /** Batches in a round, one after the other. */
  readonly calls: number;
}

export interface BenchPhotograph {
  /** Absolute, of a JPEG file. */
  readonly path: string;
  /** Class index. */
  readonly label: number;
}

interface PhotographsJob extends NetworkJob {
  readonly photographs: readonly BenchPhotograph[];
  /** Whether the files have another size than `imageSize`. */
  readonly resizes: boolean;
}

/** A head on a frozen backbone, from files to the last epoch; the last fifth of the photographs validates each epoch. */
export interface FrozenJob extends PhotographsJob {
  readonly kind: 'frozen';
  readonly epochs: number;
  /** What contestants do whose later epochs are all alike; the rest is reckoned from the last of these. */
  readonly epochsMeasured: number;
}

/** Files to augmented batches, several times over. */
export interface PipelineJob extends PhotographsJob {
  readonly kind: 'pipeline';
  readonly epochs: number;
}

/** What a contestant did in a round, in one of its ways to do it. */
export interface Figure {
  /** Photographs. */
  readonly items: number;
  readonly seconds: number;
  /** Of all its threads. */
  readonly processorSeconds: number;
}
