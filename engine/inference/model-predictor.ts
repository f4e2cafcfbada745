import { getBackend, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchField } from '../graph/batch-field.ts';
import { CompiledPrediction } from '../graph/compiled-prediction.ts';
import { NotCompilable } from '../graph/not-compilable.ts';
import { modelWeights } from '../models/model-weights.ts';
import { factsField, fed, toInputs } from '../models/to-inputs.ts';

/**
 * Runs photographs through a model: the first batch operation by operation, so that a single photograph does not wait for a compilation, all others as one
 * TensorFlow graph where that is possible. The model's weights must not change meanwhile.
 */
export class ModelPredictor {
  readonly model: LayersModel;
  #compiled: CompiledPrediction | undefined;
  #obstacle: string | null = null;
  #isWarm = false;

  constructor(model: LayersModel) {
    this.model = model;
  }

  /** Why the model runs operation by operation where a graph should have been possible; null where all is well. */
  get obstacle(): string | null {
    return this.#obstacle;
  }

  /**
   * What the model says of photographs, one row each.
   * @param inputs `size` photographs as bytes, RGB
   * @param facts of each, encoded, where the model takes them
   */
  async predict(inputs: Uint8Array | Float32Array, size: number, facts?: Float32Array): Promise<Float32Array> {
    if (this.#isWarm) this.compile();
    this.#isWarm = true;
    if (this.#compiled !== undefined && inputs instanceof Uint8Array) return this.#compiled.predict(...fed(inputs, facts));
    const outputs = tidy(() => this.model.predictOnBatch(toInputs(this.model, inputs, size, facts)) as Tensor);
    try {
      return await outputs.data<'float32'>();
    } finally {
      outputs.dispose();
    }
  }

  /** Frees the graph; the model stays. */
  dispose(): void {
    this.#compiled?.dispose();
    this.#compiled = undefined;
  }

  /** Compiles now, where that is possible, so that the first batch is computed as all others. */
  compile(): void {
    if (this.#compiled !== undefined || this.#obstacle !== null || getBackend() !== 'tensorflow') return;
    const { model } = this;
    const [rowShape, factShape] = model.inputs.map(({ shape }) => shape.slice(1) as number[]) as [number[], number[] | undefined];
    const photographs: BatchField = { name: 'photographs', fedAs: 'uint8', rowShape, example: (random) => random.nextBelow(256) };
    try {
      this.#compiled = CompiledPrediction.compile({
        fields: factShape === undefined ? [photographs] : [photographs, factsField(factShape)],
        weights: modelWeights(model),
        predict: (...inputs) => model.apply(inputs, { training: false }) as Tensor,
      });
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      this.#obstacle = `The network cannot be compiled (${error.message}). It runs operation by operation: as right, but slower.`;
    }
  }
}
