import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { emitBatchSize, emitField, feedField } from './batch-field.ts';
import type { BatchField } from './batch-field.ts';
import type { GraphSession } from './binding.ts';
import { checkAgreement, loadChecked } from './check-agreement.ts';
import { emitTrace } from './emit-trace.ts';
import type { TraceSource } from './emit-trace.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { Output } from './graph-builder.ts';
import { DataType } from './graph-node.ts';
import type { TensorValues } from './graph-node.ts';
import { emitStateEntry, startState } from './session-state.ts';
import { traceStep } from './trace-step.ts';
import { nameWeights } from './weights.ts';

/** What is to be compiled. */
export interface PredictionPlan {
  readonly field: BatchField;
  /** Every weight of the model, float32. Their values are those at the time of compiling. */
  readonly weights: readonly Variable[];
  /** What the model says of inputs, one row each; on tensors of tfjs as if it were to be run at once. */
  readonly predict: (inputs: Tensor) => Tensor;
}

const predictionOutput = 'prediction';

/** A model's answer as one TensorFlow graph, with a copy of the weights in its session. */
export class CompiledPrediction {
  readonly #field: BatchField;
  readonly #fed: Output;
  readonly #prediction: Output;
  readonly #session: GraphSession;

  /** @throws NotCompilable */
  static compile({ field, weights, predict }: PredictionPlan): CompiledPrediction {
    const named = nameWeights(weights);
    const variables = new Map(named.map(({ name, variable }) => [name, variable]));
    const run = (batch: Readonly<Record<string, Tensor>>): Record<string, Tensor> => ({
      [predictionOutput]: predict(batch[field.name] as Tensor),
    });
    const { trace, witness } = traceStep({ fields: [field], variables, run });
    const builder = new GraphBuilder();
    const { fed, used } = emitField(builder, field);
    const inSession = named.map(({ name, shape }) => builder.variable(name, DataType.float32, shape));
    const sources = new Map<string, TraceSource>([[field.name, used], ...inSession.map((weight) => [weight.name, weight] as const)]);
    const outputs = emitTrace(builder, 'predict', trace, sources, emitBatchSize(builder, field, fed));
    const state = emitStateEntry(builder, inSession);
    return loadChecked(builder.nodes, (session) => {
      startState(session, state, weights);
      checkAgreement(witness.outputs, session, [feedField(field, fed, witness.batch[field.name] as TensorValues)], outputs);
      return new CompiledPrediction(field, fed, outputs.get(predictionOutput) as Output, session);
    });
  }

  private constructor(field: BatchField, fed: Output, prediction: Output, session: GraphSession) {
    this.#field = field;
    this.#fed = fed;
    this.#prediction = prediction;
    this.#session = session;
  }

  /** What the model says of rows of inputs, row after row. */
  predict(inputs: TensorValues): Float32Array {
    const [prediction] = this.#session.compute([feedField(this.#field, this.#fed, inputs)], [this.#prediction]);
    return prediction as Float32Array;
  }

  /** Frees the session and its weights. */
  dispose(): void {
    this.#session.dispose();
  }
}
